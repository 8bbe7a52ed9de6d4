"""The texts of the pages about requests and duties at the console; see `catalogue` for the rules.

Example
    >>> text("desk.today", "zh")
    '今日'
"""

DESKING = """
desk.today|Today|今日
desk.cases|Requests|个人请求
desk.duties|Duties|待办义务
desk.enter|Enter a request|录入请求
desk.table|Table: {name}|表格：{name}
desk.where|Requests and duties of this policy|本政策的请求与义务
cases.lead|Each request of a person, with its clocks. What is due first stands first.|个人提出的各项请求及其期限，最先到期的排在最前。
cases.find|Number of a request|请求编号
cases.find-button|Open|打开
cases.missing|There is no request with this number here.|这里没有此编号的请求。
cases.filter|Show|显示
cases.open|open|未办结
cases.state|State|状态
cases.late-only|late only|仅看逾期
cases.none|There is no request of this kind.|没有符合条件的请求。
cases.number|Number|编号
cases.kind|Kind|类型
cases.received|Received|收到日期
cases.due|Due next|最近期限
cases.late|late|逾期
cases.waits|waits for the person: {what}|待本人补充：{what}
cases.further|Further ones|下一页
cases.cut|Only the first {count} are shown; look by state for the others.|仅显示前 {count} 项，其余请按状态查看。
cases.table|Requests, the earliest due first|请求列表，按期限先后排列
casenew.lead|For what came by mail, by telephone or in person. The day is the one on which it really reached us: every limit counts from it.|用于录入来信、来电或当面提出的请求。收到日期应为实际收到之日，各项期限均由此起算。
casenew.kind|What is asked for|请求类型
casenew.kind-help|If you are not sure, take "not sorted yet".|不能确定时，请选“尚未归类”。
casenew.role|Who asks|提出人
casenew.subject|Our reference for the person concerned|个人在我方系统中的标识
casenew.subject-help|Leave it empty if nobody can be told from the letter.|来信无法对应到具体个人时留空。
casenew.requester|Our reference for the guardian or agent|监护人或代理人在我方系统中的标识
casenew.route|How it came|来件渠道
casenew.day|Day on which it came in|收到日期
casenew.time|Time, if it is known|收到时间（如已知）
casenew.language|Language of the person|个人使用的语言
casenew.words|What was written or said|来件内容
casenew.words-help|It is sealed under a key of its own; it is never in the log.|以独立密钥加密保存，不会写入账本。
casenew.organisation|Organisation whose data it is about, if any|所涉数据归属的组织（如有）
casenew.button|Enter it|录入
caserole.subject|the person|本人
caserole.guardian|a guardian|监护人
caserole.relative|a relative of somebody who died|逝者的近亲属
caserole.agent|an agent|代理人
caserole.administrator|the administrator of an organisation|组织管理员
caserole.authority|an authority|主管机关
caserole.anyone|somebody not named|未具名的人
caserole.operator|we ourselves|我方
caseroute.mail|mail|电子邮件
caseroute.phone|telephone|电话
caseroute.post|post|信函
caseroute.counter|in person|当面
caseroute.chat|chat|在线咨询
caseroute.sms|text message|短信
caseroute.customer-service|customer service|客服
caseroute.console|console|控制台
caseroute.centre|privacy centre|隐私中心
caseroute.settings|settings|设置页面
caseroute.app|app|应用
caseroute.member-center|member centre|会员中心
caseroute.api|interface|接口
case.title|Request {number}|请求 {number}
case.route|Came by|来件渠道
case.role|Asked by|提出人
case.language|Language|语言
case.earlier|Earlier ones of this kind|此前同类请求
case.elements|About|涉及的信息
case.everything|everything|全部信息
case.objects|Objects to the answer to|对以下答复的异议
case.outcome|Outcome|结果
case.now|What can be done now|目前可以办理
case.nothing|Nothing: this request is closed.|该请求已办结，无需办理。
case.nothing-for-you|Nothing in your role.|您的角色目前无可办理事项。
case.forwarded|The organisation whose data it is may still answer; until then it is not decided here.|数据所属组织仍可答复，在此之前本处不作决定。
case.waiting-second|Waiting for a second person|等待第二人批准
case.waiting-second-text|Open the file to see what was prepared, then decide.|可打开案卷查看拟办内容，再行决定。
case.waiting-second-link|To what waits|前往待批事项
case.steps|So far|办理经过
case.clocks|Clocks|期限
case.clocks-table|Clocks of this request, promised and by law|本请求的各项期限（承诺与法定）
case.what|What|事项
case.promised|Promised|承诺期限
case.statutory|By law|法定期限
case.state|State|状态
case.stopped|stands still|计时中止
case.for-person|for a person|待人工处理
case.places|Places and receipts|各处执行与回执
case.places-none|No place has been ordered anything for this request.|尚未就此请求向任何存放地下达指令。
case.place|Place|存放地
case.receipt|Receipt|回执
case.tries|Tries|尝试次数
case.proof|Proof of identity so far|已通过的核验
case.proof-none|nothing yet|暂无
case.file|The sealed file|加密案卷
case.file-text|What the person wrote, evidence and what was prepared. That you read it is recorded with your handle.|包含来件内容、依据材料和拟办内容。查阅将连同您的代号一并记录。
case.file-open|Open the file; it is recorded|打开案卷（将被记录）
case.file-read|The file is open below; that you read it is recorded.|案卷已打开，本次查阅已记录。
case.letter|Answer letter|答复函
case.letter-tried|How the letter would read; nothing was sent or kept|答复函预览（尚未发出，也未留存）
case.letter-lines|Letter in {which}|答复函（{which}）
case.second|This waits for a second person before it is done.|此操作须经第二人批准后生效。
case.reviewer|You prepare it; somebody who may decide approves it.|由您拟办，经有权决定的人员批准后生效。
case.choose-ground|Choose the ground|选择理由
case.ground|Ground|理由
case.needs|What this ground demands|该理由须具备
case.needs-nothing|Nothing beyond the reason.|除说明理由外无其他要求。
case.needs-approver|another person's approval|另一人批准
case.reason-en|Reason for the person, in English|向个人说明的理由（英文）
case.reason-zh|Reason for the person, in Chinese|向个人说明的理由（中文）
case.words-en|In English|英文
case.words-zh|In Chinese|中文
case.whole|Why not even a part can be given|为何无法部分满足
case.preview|Show the letter first|先预览答复函
case.withheld|What is held back|不予提供的部分
case.hold-part|Hold back a part|部分不予提供
case.ask-what|What for|请补充的内容
case.ask-items|Which details|需补充的信息
case.ask-fee|Fee under the policy: {fee}; earlier ones of this kind: {count}.|政策规定的费用：{fee}；此前同类请求 {count} 次。
case.ask-words|Our words to the person|向个人说明
case.method|Judged by|核验方式
case.seen|What you saw|所见材料
case.seen-help|Say what it was and where it is kept; no copy of an identity card is needed.|请写明材料名称和存放处，无需留存身份证件复印件。
case.result|Result|复核结果
case.outcome-label|Kind of answer|答复类型
caseact.look|First look|初步处理
caseact.look-text|Keep that somebody has looked at it: the clock of the first look ends.|记录已有人查看，初步处理的计时结束。
caseact.sort|Sort it|归类
caseact.sort-text|Say what is asked for; the clocks of that kind begin.|确定请求类型，相应期限开始计算。
caseact.ask|Ask the person|请本人补充
caseact.ask-text|For proof, a written form, a detail or a fee; never for more than the policy lists.|可要求核验、书面申请、补充信息或费用，不得超出政策所列范围。
caseact.code|Send a code|发送验证码
caseact.code-text|To a contact that was on file before the request, if there is one.|发送至提出请求之前已留存的联系方式（如有）。
caseact.judge|Judge a proof|核验证明材料
caseact.judge-text|Some proofs take two operators: then it waits for the second one.|部分证明须由两名工作人员分别核验，届时将等待第二人。
caseact.reply|Enter the person's reply|录入本人回复
caseact.reply-text|What came back by mail or telephone.|通过来信或来电收到的回复。
caseact.confirm|Enter what the person has seen|录入本人确认事项
caseact.confirm-text|What the policy wants seen before it is done.|政策要求在办理前由本人确认的事项。
caseact.withdraw|The person takes it back|本人撤回
caseact.withdraw-text|Said by mail or telephone; nothing about it is owed any more.|本人来信或来电撤回，不再办理。
caseact.fail|The proof failed|核验未通过
caseact.fail-text|The request ends, and the person is told how to go on.|请求终止，并告知本人后续办法。
caseact.accept|Accept|同意办理
caseact.accept-text|The places, recipients and backups are ordered at once.|同意后随即向各存放地、接收方和备份下达指令。
caseact.accept-erases|What is erased cannot be brought back.|删除后无法恢复。
caseact.refuse|Refuse|不予办理
caseact.refuse-text|Only on a ground of this policy's list, with all that it demands.|仅限本政策所列理由，且须具备其全部要求。
caseact.refuse-none|This policy has no ground for that.|本政策没有可以适用的理由。
caseact.answer|Answer plainly|作一般答复
caseact.answer-text|Without any personal value, in both languages.|不含个人信息，须有中英文两种文本。
caseact.forward|Hand it to the organisation|转交所属组织
caseact.forward-organisation|Organisation (its administrator then finds the request at the console)|组织名称（其管理员可在控制台看到并答复）
caseact.forward-text|For data that is the organisation's; no clock stands still for it.|适用于归组织所有的数据，转交期间计时不中止。
caseact.extend|Extend the promised term|延长承诺期限
caseact.extend-text|Once, with notice to the person. Statutory terms stay.|仅可延长一次并告知本人，法定期限不变。
caseact.extend-by|The policy allows {by} more. The person reads the reason in the message, and your words on the page of the request and in the answer.|政策允许延长 {by}。延期原因会写入发给本人的通知，说明会显示在请求页面和答复中。
caseact.extend-why|Reason|延期原因
case.extended|The promised term was extended, as {why}|已延长承诺期限，原因：{why}
caseact.review|Review the automated decision|复核自动化决策
caseact.review-text|By another person than who accepted it. Say in both languages what you found.|由受理人以外的人员复核，并以中英文说明结论。
casedone.look|The first look is noted.|已记录初步处理。
casedone.sort|It is sorted.|已归类。
casedone.ask|The person is asked.|已请本人补充。
casedone.code|If a contact is on file, a code is on its way.|如已留存联系方式，验证码正在发送。
casedone.judge|What you judged is noted.|核验结果已记录。
casedone.reply|The reply is entered.|回复已录入。
casedone.confirm|It is noted.|已记录。
casedone.withdraw|It is taken back.|已撤回。
casedone.fail|The request has ended.|请求已终止。
casedone.accept|It is accepted, and the work is ordered.|已同意办理，并已下达指令。
casedone.refuse|It is refused, and the letter goes out.|已不予办理，答复函即将发出。
casedone.answer|It is answered, and the letter goes out.|已答复，答复函即将发出。
casedone.forward|It is handed to the organisation.|已转交所属组织。
casedone.extend|The promised term is extended, and the person is told.|承诺期限已延长，并将告知本人。
casedone.review|The review is kept.|复核结论已记录。
casedone.fee|The fee is proposed to the person.|已向本人提出收费。
casedone.proposed|It waits for a second person now.|现等待第二人批准。
casedone.entered|The request is entered; its clocks run from its real receipt.|请求已录入，期限自实际收到之日起算。
caseasked.proof|proof of identity|核验身份
caseasked.form|a written form|书面申请
caseasked.detail|a detail|补充信息
caseasked.fee|a fee|费用
caseoutcome.fulfilled|carried out|已办结
caseoutcome.partly|carried out in part|部分办结
caseoutcome.refused|refused|不予办理
caseoutcome.answered|answered|已答复
caseoutcome.unable|not able to carry it out|未能办理
caseoutcome.nothing-held|nothing held that could be matched|未查到对应信息
caseoutcome.forwarded|answered by the organisation|由所属组织答复
caseresult.upheld|the decision stands|维持原决定
caseresult.overturned|the decision is changed|变更原决定
caseitem.evidence|evidence|证据
caseitem.citation|provision of the law|法律条款
caseitem.officer-reason|written reason of whoever decides|决定人的书面理由
caseitem.finding|finding|查明的事实
caseitem.vital-interest|interest that is at stake|所涉重大权益
caseitem.consent-impracticable|why consent could not be got|难以取得同意的原因
caseitem.request-case|earlier requests|此前的请求
caseitem.case-reference|reference of the case|案件编号
caseitem.authority-demand|demand of the authority|主管机关的要求
caseitem.court-document|document of the court|法院文书
caseitem.legal-document|legal document|法律文书
casefile.subject|Reference of the person|个人标识
casefile.words|What was written or said|来件内容
casefile.contact|Contact for the answer|答复联系方式
casefile.details|Details|补充信息
casefile.organisation|Organisation|所属组织
casefile.earlier|Earlier requests|此前的请求
casefile.asked|Asked|已请补充
casefile.replies|Replies|本人回复
casefile.drafts|Prepared for a second person|待批的拟办内容
casefile.judged|What was judged|已核验的材料
casefile.acceptance|Acceptance|同意办理
casefile.refusal|Refusal|不予办理
casefile.reason|Reason for the person|向个人说明的理由
casefile.withholding|Why a part was held back|部分不予提供的依据
casefile.answer|Answer|答复内容
casefile.extension|Extension|延期
casefile.places|Places|各处执行情况
casefile.exports|Records copied, by place|各处导出的记录数
casefile.marks|Marks for recipients|接收方检索标记
casestep.received|Received: {route}|收到（{route}）
casestep.opened|Entered here|录入系统
casestep.looked|First look|初步处理
casestep.asked|The person is asked for: {what}|请本人补充：{what}
casestep.replied|The person replied|本人已回复
casestep.proved|Identity proved: {how}|身份已核验：{how}
casestep.unneeded|no proof needed|无需核验
casestep.forwarded|Handed to the organisation|转交所属组织
casestep.silent|The organisation was silent; decided here|所属组织未答复，由本处办理
casestep.extended|Promised term extended|延长承诺期限
casestep.accepted|Accepted|同意办理
casestep.ended|{state}: {outcome}|{state}：{outcome}
twoact.rights.accept|Accept a request|同意办理请求
twoact.rights.refuse|Refuse a request|对请求不予办理
twoact.rights.fee|Ask for a fee|要求支付费用
twoact.rights.judge|Judge a proof of identity|核验身份证明
twoact.rights.pick-up|Let an answer be picked up by who does not sign in|准许未登录的请求人凭领取码查阅答复
handing.title|Answer and copy for who does not sign in|未登录请求人领取答复与副本
handing.text|Make a secret by which this very request can be opened until {until}, and no other. Hand it over in person, or by letter to the contact that was proved; never to an address that the request alone names. The first download uses it up.|生成仅可打开本项请求的领取码，有效期至 {until}。请当面交付，或寄往已核验的联系地址；不得寄往仅由来件自行填写的地址。首次下载后即失效。
handing.out|A secret was issued and still opens it. A new one puts an end to that one.|已发出一枚仍有效的领取码；重新生成后，原领取码即失效。
handing.tries|Wrong secrets typed in for this request since the last one was issued: {count}. They end nothing: a secret cannot be guessed. If you think that somebody has part of it, make a new one.|自最近一次发出领取码以来，本请求已被输错 {count} 次。领取码无法被猜中，输错不影响其使用；如怀疑部分内容已泄露，请重新生成。
handing.way|How it is handed over|交付方式
handing.two|Two operators judged this proof, so two let it be picked up: whoever proposes it makes the secret once another one has approved.|本请求由两名工作人员核验，领取也须两人办理：由一人提出，经另一人批准后，由提出人生成领取码。
handing.propose|Ask for a second person|提请第二人批准
handing.issue|Make the secret|生成领取码
handing.secret|The secret, shown this once|领取码（仅显示一次）
handing.secret-text|Hand it over together with the number {number} and the address of the page {page}. It is not kept here and cannot be shown again.|请连同请求编号 {number} 和领取页面地址 {page} 一并交付。系统不保存领取码，也无法再次显示。
handing.release|What is released, for the body that demanded it|提供给提出要求的机构的材料
handing.release-text|Take it here once, until {until}, and bring it to the body. That you took it is recorded; the person's own pages have none of it.|请于 {until} 前在此领取一次并送交该机构。领取人将被记录，个人页面上不会出现这份材料。
handing.release-on|The copy, for whom the person named|转移给本人指定接收方的副本
handing.release-text-on|Take it here once, until {until}, and pass it on to whom the person named when they asked. That you took it is recorded. The person can take it instead, as long as you have not.|请于 {until} 前在此领取一次，并转交申请时指定的接收方。领取人将被记录。在您领取之前，本人也可自行领取。
handing.password|The password of this file. Note it down first and keep it apart from the file: it is not kept here.|文件密码。请先记下，并与文件分开保存；系统不保存此密码。
handing.locked|Download with the password, once|加密下载（仅一次）
handing.plain|Download without a password, once|不加密下载（仅一次）
handingway.in-person|in person|当面交付
handingway.letter|by letter to the contact that was proved|寄往已核验的联系地址
twofield.request|Kind of request|请求类型
twofield.ground|Ground|理由
twofield.method|Proof|核验方式
twofield.draft|Fingerprint of what was prepared|拟办内容指纹
twofield.role|Role of whoever prepared it|拟办人角色
twoact.duties.void|Void a duty|取消一项义务
twofield.reason|Reason|理由
today.counts|At a glance|概览
today.due|Due today|今日到期
today.late|Overdue|已逾期
today.person|Waiting for the person|待本人补充
today.second|Waiting for a second person|等待第二人批准
today.dead|For a person to do|待人工处理
today.nothing|Nothing is due today, and nothing is late.|今日没有到期事项，也没有逾期事项。
today.waits|Requests that wait for the person|待本人补充的请求
today.workers|Workers|工作进程
today.worker|{host}, process {process}: last heard of {at}; steps done: {count}|{host}，进程 {process}：最近心跳 {at}，已执行 {count} 步
today.no-workers|No worker is heard of on this host.|本机没有工作进程的心跳。
today.unattended|Work has been ready since {at} and nobody takes it up. Start troth work, or troth serve.|自 {at} 起有义务待领取而无人处理，请启动 troth work 或 troth serve。
today.month|Due days in {month}|{month} 到期日历
today.month-before|The month before|上个月
today.month-after|The month after|下个月
today.month-about|The number is how many duties end on the day. Rest days and worked weekend days are those of the policy's calendar.|数字为当日到期的义务数。休息日与调休上班日以政策所用日历为准。
today.month-presumed|The list of days off of this year is not out yet; rest days are presumed.|该年度节假日安排尚未公布，休息日为推定。
today.month-link|{count} due on {day}|{day} 到期 {count} 项
today.rest|rest|休
today.work|work|班
today.is-today|today|今天
today.figures|The last eight weeks|最近八周
today.figures-about|By the week in which a request came in.|按请求收到的周次统计。
today.figures-chart|Requests received, answered and late, by week|每周收到、已答复、逾期的请求
today.figures-table|The same in numbers|对应数据
today.figures-none|No request came in.|没有收到请求。
today.figures-many|There are {count} requests here, so the figures take a moment.|现有 {count} 项请求，统计需要片刻。
today.figures-make|Make the figures|生成统计
today.week|Week from|周（起始日）
today.looked|First look, median|首次查看（中位数）
today.refused|Refused, by ground|不予办理（按理由）
today.refused-none|None was refused.|没有不予办理的请求。
today.ground|Ground|理由
today.count|Count|数量
figure.received|received|收到
figure.answered|answered|已答复
figure.late|late|逾期
dutypage.lead|Everything owed to people and authorities and not done yet. What belongs to a step at the desk is done there.|对个人和主管部门尚未履行的全部义务。属于请求办理步骤的，请在该请求中办理。
dutypage.which|Show|显示
dutypage.kind|Kind of duty|义务种类
dutypage.day|Due on|到期日
dutypage.filter|Filter|筛选
dutypage.none|Nothing of this kind is owed.|没有此类义务。
dutypage.count|Duties: {count}|共 {count} 项义务
dutypage.cut|Only the first {most} are shown.|仅显示前 {most} 项。
dutypage.some|There are more duties than are looked at here; the most urgent ones are among these.|义务数量超出本页统计范围，最紧急的均已列入。
dutypage.table|Duties, the earliest due first|义务列表，按期限先后排列
dutypage.about|About|所属请求
dutypage.due|Due|期限
dutypage.tries|Tries: {count}|已尝试 {count} 次
dutypage.act|What can be done|可执行的操作
dutypage.receipt|SHA-256 of the evidence|证据的 SHA-256
dutypage.receipt-help|64 digits from 0 to f. Keep the evidence itself where it can be found again.|64 位十六进制数。证据原件请妥善保存，以备查验。
dutypage.reason|Reason|理由
dutypage.second|A second person approves it.|须经第二人批准。
dutywhich.all|everything open|全部未完成
dutywhich.due|due within a day, or late|一日内到期或已逾期
dutywhich.late|late|已逾期
dutywhich.for-person|for a person|待人工处理
dutydo.close|Close with evidence|凭证据办结
dutydo.void|Void|取消
dutydo.again|Give back to the workers|交回工作进程
dutydone.close|The duty is closed.|该义务已办结。
dutydone.void|The duty is void.|该义务已取消。
dutydone.again|The workers have it again.|已交回工作进程。
dutydone.proposed|It waits for a second person now.|现等待第二人批准。
voidreason.not-owed|it is not owed any more|已无须履行
voidreason.done-elsewhere|it was done under another duty|已在另一项义务下履行
voidreason.opened-twice|it was opened twice|重复生成
voidreason.opened-in-error|it was opened in error|误生成
"""
