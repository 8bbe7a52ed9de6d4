"""The texts of the pages about long work, ends, children, places by hand, retention and many requests; see `catalogue` for the rules.

Example
    >>> text("desk.runs", "zh")
    '作业进度'
"""

WORKS = """
groundtable.collecting|Collecting and using|收集、使用
groundtable.providing|Providing to others|对外提供
groundtable.refusing|Refusing a request|不予办理请求
groundtable.deleting|Deleting on request|应要求删除
groundtable.keeping|Keeping longer|延长保存
groundtable.sharing|Sharing|共享
groundtable.transferring|Transferring|转让
groundtable.disclosing|Disclosing|公开披露
dutypage.limits|Promised, statutory|承诺与法定期限
dutypart.letter|the letter|答复函
dutypart.review|the review|复核
dutypart.retention|retention|保存期限
dutyreason.answer|the answer comes first|须待答复完成
dutyreason.proof|the person proves who they are|待本人核验身份
dutyreason.form|the person sends a form|待本人提交表单
dutyreason.detail|the person says more|待本人补充说明
dutyreason.fee|the person pays the fee|待本人支付费用
dutyreason.no-performer|no program here does this|本处没有程序可办理
dutyreason.unfinished|the place has not finished|该位置尚未完成
dutyreason.under-review|waits until a person has looked again at a contested decision|待有异议的决定经人工复核后再处理
dutyreason.quarantine|more rows than the map allows for one person: two operators allow it under Stopped orders, or somebody sets `most` of the table|涉及行数超出数据地图对单人的上限，须由两名操作人员在“待放行的指令”中放行，或调整该表的 `most`
dutyreason.held|something is kept back for the law|部分内容依法留存
dutyreason.unexpected|it failed for an unknown reason|因未知原因失败
dutyreason.vanished|whoever worked on it vanished again and again|办理进程多次中断
dutyreason.messages-first|messages to the person go out first|须待发给本人的通知先行送出
dutyreason.waits-for-others|other places come first|须待其他位置先行完成
dutyreason.by-hand|it could not be ended by hand|未能人工办结
dutyreason.recipients.no-receipt|the recipient has not confirmed yet|接收方尚未确认
dutyreason.file-needed|its file is still needed|案卷仍需使用
dutyreason.not-restricted|what law keeps could not be put aside|依法留存的部分未能隔离
dutyreason.nobody|nobody is there to be told|没有可告知的对象
dutyreason.unreached|the person was not reached|未能送达本人
dutyreason.vault.no-key|the key of the vault is missing|保险库缺少密钥
dutyreason.vault.damaged|something in the vault does not open|保险库中有内容无法打开
dutyreason.vault.not-permitted|the vault was not permitted to be opened|未获准打开保险库
dutyreason.vault.tombstones-lost|the list of erasures is shorter than the books say|删除名单短于账簿所记
dutyreason.vault.tombstones-broken|the list of erasures was changed|删除名单已被改动
dutyreason.channel.none|there is no address on file, and no channel that reaches the person|没有可用的联系方式或送达渠道
dutyreason.channel.refused|the channel did not take the message over|送达渠道未接收消息
dutyreason.deliver.no-post|nobody here knows the text to deliver|本处没有待送达的文本
twopart.letter|What the person would be told|拟告知个人的内容
twopart.evidence|Evidence|依据
twopart.whole|Why no part can be given|为何各部分均不能提供
twopart.withheld|Held back|不提供的部分
twopart.held-evidence|Evidence for what is held back|不提供的依据
twopart.words|Words with the question|附言
twopart.seen|What was seen|核验所见
case.decision-now|What counts now|现行结果
case.decision-inputs|From|依据的信息
case.decision-model|Decided by|决策模型
case.new-outcome|If overturned: what counts from now on|变更时：今后的结果
desk.bulk|Many at once|批量办理
desk.by-hand|By hand|人工处理
desk.retention|Retention|保存期限
desk.stopped|Stopped orders|待放行的指令
desk.runs|Long work|作业进度
desk.ends|Ends|终止事项
desk.children|A child was found|发现未成年人
runs.lead|Erasing, sweeping, scanning, restoring, rotating keys, many requests: how far each is, and when it ends at this pace.|删除、清理、扫描、恢复、轮换密钥、批量办理等作业的进度，以及按当前速度预计的完成时间。
runs.none|There has been no long work yet.|尚无此类作业。
runs.again|Look again|刷新
runs.done-of|{done} of {of} done ({percent} %)|已完成 {done}/{of}（{percent}%）
runs.done|{done} done|已完成 {done}
runs.left|{count} left|剩余 {count}
runs.ends|ends about {at}|预计 {at} 完成
runs.since|Began {at}|开始于 {at}
runs.seen|last heard of {at}|最近更新 {at}
runs.by|asked for by {who}|提出人：{who}
runs.killed|It was interrupted and is not heard of any more. The next call about the same goes on from here.|作业已中断，不再有更新。下次执行同一作业时将由此继续。
runs.stopped|It stopped with something left; the next run goes on.|作业停止时尚有剩余，下次运行将继续。
runs.troubles|What did not go through|未能办理的原因
runs.left-over|Left for a person|待人工办理
runs.no-curve|There is nothing to draw yet.|暂无可绘制的数据。
runs.too-short|It was over too soon for a curve.|作业用时很短，没有进度曲线。
runs.chart|Done over time|完成量随时间的变化
runs.table|The same in numbers|对应数据
runs.after|After|经过时间
runs.done-head|Done|已完成
runstate.running|running|进行中
runstate.done|done|已完成
runstate.stopped|stopped|已停止
runstate.killed|interrupted|已中断
bulk.lead|The same step for many requests of one kind, at most {most}. It is tried first, a second person approves the list and the words, a worker does it.|对同一类型的多项请求办理同一步骤，一次最多 {most} 项。先行试办，再由第二人批准名单与措辞，最后由工作进程逐项办理。
bulk.act|What is done|办理方式
bulk.ground|Ground|理由
bulk.show|Show|显示
bulk.which|Requests chosen, of {count}|选择请求（共 {count} 项）
bulk.alike|All of them get the same words, so these name nobody.|全部请求使用同一措辞，不得提及任何个人。
bulk.words-en|Words in English|英文措辞
bulk.words-zh|Words in Chinese|中文措辞
bulk.whole|Why no part of it can be given|为何各部分均不能提供
bulk.try|Try it; nothing is kept|试办（不作任何更改）
bulk.tried|What a trial found|试办结果
bulk.through|{count} would go through.|{count} 项可以办理。
bulk.not-through|{count} would not; they are left out.|{count} 项不能办理，将被排除。
bulk.yes|goes through|可办理
bulk.no|left out|排除
bulk.propose|Propose it for {count}|提交 {count} 项待批
bulk.proposed|It waits for a second person now. Once approved, a worker does it.|现等待第二人批准，批准后由工作进程办理。
bulkact.accept|Accept|同意办理
bulkact.refuse|Refuse|不予办理
bulkact.answer|Answer plainly|一般答复
twoact.rights.bulk|A step on many requests|批量办理请求
twofield.act|What is done|办理方式
twofield.state|State|状态
twofield.count|How many|数量
twofield.cases|Requests|请求
twofield.en|Words in English|英文措辞
twofield.zh|Words in Chinese|中文措辞
twofield.whole|Why no part can be given|为何各部分均不能提供
end.lead|The end of a service, of one of its products, or of an organisation: announced beforehand, carried out in every place, certified.|服务、产品或组织的终止：事先公告，在各处执行，并出具证明。
end.none|Nothing is planned to end.|目前没有计划终止的事项。
end.table|Ends, by their day|终止事项，按生效日排列
end.what|What ends|终止范围
end.whole|the whole service|全部服务
end.day|Day of effect|生效日
end.plan|Plan an end|计划终止
end.plan-text|Nothing happens and nobody is told until it is announced.|公告之前不会产生任何效果，也不会通知任何人。
end.plan-button|Keep the plan|保存计划
end.organisation-only|Only for an organisation that leaves|仅用于组织注销
end.organisation|Id of the organisation|组织编号
end.request|SHA-256 of its own request|组织申请的 SHA-256
end.products|Products that end|终止的产品
end.products-help|None: the whole service ends.|不选则全部服务终止。
end.affiliates|Recipients that go on with data of who agreed|继续处理已获同意数据的接收方
end.affiliates-help|All others give the data back or erase them.|其余接收方须退还或删除数据。
end.text-en|Announcement in English|英文公告
end.text-zh|Announcement in Chinese|中文公告
end.no-text|Missing: it cannot be announced without it.|缺少此语言版本，无法公告。
end.announced|Announced|公告时间
end.effective|In effect since|生效时间
end.reach|Reaches|涉及范围
end.people|{count} people|{count} 人
end.work|{count} orders to places not done yet|{count} 项删除指令尚未完成
end.certificate|Certificate|证明
end.certificate-get|Download|下载
end.announcement|Announcement|公告内容
end.owed|Still owed|尚待完成
end.announce-in|To be announced: {place}|待发布公告：{place}
end.tell|To be told, with a receipt: {who}|待告知并取得回执：{who}
end.posted-where|Where it stands|公告位置
end.told-where|Who was told|已告知的接收方
publishplace.site|website|网站
publishplace.app|app|应用
endstate.planned|planned|已计划
endstate.announced|announced|已公告
endstate.effective|in effect|已生效
endstate.completed|completed|已办结
endstate.cancelled|cancelled|已取消
enddo.announce|Announce|公告
enddo.alter|Change the plan|变更计划
enddo.posted|It was announced here|登记已公告
enddo.told|A recipient was told|登记已告知接收方
enddo.take-effect|Let it take effect|使其生效
enddo.complete|Close it with a certificate|办结并出具证明
enddo.cancel|Take it back|取消
enddo-text.announce|People are told. From the day on it takes effect by itself, and what ended stops and is erased.|将告知个人。到生效日自动生效，相关处理停止并删除数据。
enddo-text.alter|What was not told yet is void, and the lead begins anew.|尚未告知的内容作废，公告期重新起算。
enddo-text.posted|Say with evidence where the announcement stands.|凭证据登记公告发布的位置。
enddo-text.told|Say with evidence that the recipient confirmed.|凭证据登记接收方已确认。
enddo-text.take-effect|From this moment every step of what ended is refused, and erasing begins in every place. It cannot be taken back.|自此刻起相关处理一律拒绝，并开始在各处删除数据。此操作不可撤销。
enddo-text.complete|Possible once nothing is left in any place and every recipient was told.|各处均无剩余、接收方均已告知后方可办结。
enddo-text.cancel|Where it was announced, people are told that it does not end.|已公告的，将告知个人不再终止。
enddone.plan|The plan is kept.|计划已保存。
enddone.announce|It is announced.|已公告。
enddone.alter|The plan is changed.|计划已变更。
enddone.posted|Kept: the announcement stands there.|已登记公告位置。
enddone.told|Kept: the recipient was told.|已登记告知接收方。
enddone.take-effect|It is in effect; erasing has begun.|已生效，删除已开始。
enddone.complete|It is completed; the certificate is below.|已办结，证明见下。
enddone.cancel|It is taken back.|已取消。
enddone.proposed|It waits for a second person now.|现等待第二人批准。
twoact.closure.announce|Announce an end|公告终止事项
twofield.change|Kind of end|终止种类
twofield.day|Day of effect|生效日
twofield.text-en|Fingerprint of the English announcement|英文公告指纹
twofield.text-zh|Fingerprint of the Chinese announcement|中文公告指纹
twofield.products|Products|产品
twofield.affiliates|Who goes on|继续处理的关联方
twofield.organisation|Organisation|组织
twofield.asked|Fingerprint of the organisation's request|组织请求的指纹
children.lead|For a child whose data are here without a guardian's consent. Everything about the child stops at once, and the request to remove the data is open with its own time limit.|适用于未经监护人同意而留有其信息的未成年人。提交后立即停止全部处理，并生成有期限的删除请求。
children.subject|Our reference for the child|未成年人在我方系统中的标识
children.below|Younger than|未满年龄
children.button|Stop everything and open the request|立即停止并生成请求
children.day|The exact day on which a child is older|达到年龄界限的确切日期
children.day-lead|As you saw it in evidence. Guardians' links end by it; on the day at which no guardian speaks for the child any more, the person is asked anew. No birthday is kept.|以您核对过的证明材料为准。监护关系据此终止；自监护人不再代为行使权利之日起，须重新征求本人意见。系统不保存出生日期。
children.day-kept|The day is on record.|日期已登记。
children.turns|Turns|达到年龄
children.on|On the day|日期
children.day-button|Keep this day|登记日期
byhand.lead|Places that people look after. What is ordered there is owed like anything else, until somebody says with evidence that it is done.|由人员管理的存放位置。下达的事项与其他义务一样有期限，直至有人凭证据登记完成。
byhand.no-places|The data map names no place that people look after.|数据地图中没有由人员管理的位置。
byhand.none|Nothing is ordered there.|目前没有待办事项。
byhand.done|Kept: it was done.|已登记完成。
byhand.table|Orders, the most urgent first|待办事项，按紧急程度排列
byhand.place|Place|位置
byhand.act|What is to be done|待办内容
byhand.keeper|Looked after by|管理人
byhand.ordered|Ordered|下达时间
byhand.from|from {at} on|自 {at} 起办理
byhand.begins|To be done from|开始办理时间
byhand.not-yet|These data are still within their time. Once it is over, it can be said here that it is done.|该数据尚在保存期限内，到期后方可在此登记完成。
byhand.expiry|data past their time|到期数据
byhand.entry|entry {number} of the ledger|账本第 {number} 条
byhand.hold|legal hold (entry {number} of the ledger)|依法保全（账本第 {number} 条）
byhand.order|{act}: {place}|{act}：{place}
byhand.open|Show what exactly, and about whom|查看具体内容与对象
byhand.open-text|That you read it is in the ledger.|查阅将记入账本。
byhand.told|What is to be done|具体内容
byhandabout.subject|Our reference for the person|个人在我方系统中的标识
byhandabout.requester|Our reference for who asks|提出人在我方系统中的标识
byhandabout.handle|Name in the ledger|账本中的代号
byhand.kept|Stays, put aside for the law|依法留存并隔离
byhand.new|New value: {what}|更正为：{what}
byhand.say|Say that it is done|登记完成
byhand.say-button|It is done|确认完成
byhand.when|When it was done|完成时间
byhand.when-help|By the clock of {zone}. When you say so is kept beside it.|以 {zone} 时间为准；登记时间另行记录。
byhand.count|Files or rows|文件或记录数
byhand.values|What was found|查得的内容
byhand.values-help|It goes into the sealed file of the request, and from there into the person's copy.|内容将存入该请求的加密案卷，并用于向个人提供的副本。
stopped.lead|Orders that a place stopped: for one person they would touch more rows than the data map allows, or more than was allowed here. Nothing of the person was touched in that place. Look why it is so many before you let it happen; what is approved is exactly these counts, and whatever came since stops it again.|因涉及行数超出数据地图对单人的上限（或超出此前放行的范围）而被停下的指令，该位置内此人的数据均未改动。请先查明行数过多的原因，再决定是否放行。放行的范围以下列统计为限，此后如有新增，将再次停下。
today.stopped|Stopped as too large|因行数过多被停下
stopped.none|No order is stopped.|目前没有被停下的指令。
stopped.rows-in|Rows in {table}|{table} 的行数
stopped.counted|Counted|统计时间
stopped.allowed|allowed until {until}; it is done by the workers now|已放行，有效期至 {until}，由工作进程执行
stopped.propose|Propose to let these {rows} rows be touched|提交放行（共 {rows} 行）
stopped.proposed|It waits for a second person now. Once approved, the order is given again at once.|现等待第二人批准，批准后立即重新执行该指令。
twoact.holdings.plan|Let a stopped order happen|放行被停下的指令
twofield.tables|Rows in each table|各表行数
twofield.plan|Fingerprint of what was counted|统计结果指纹
retention.lead|What the last sweep did in the tables of the data map, and what waits for an operator.|最近一次清理在数据地图各表中的结果，以及待操作人员决定的事项。
retention.never|No sweep has run yet.|尚未运行过清理。
retention.last|Last sweep: {at}. People looked at: {people}; entries read: {entries}.|最近一次清理：{at}。检视 {people} 人，读取记录 {entries} 条。
retention.more|goes on|未完
retention.no-tables|No table of the data map says how its rows grow old.|数据地图未写明任何数据表的到期依据。
retention.no-day|{count} without a day of collection, so never due.|{count} 项无收集日期，不视为到期。
retention.no-period|{count} without a period, so never due.|{count} 项无保存期限，不视为到期。
retention.table|Tables in the last sweep|最近一次清理的数据表
retention.where|Place and table|位置与数据表
retention.before|Older than|早于
retention.due|Due|到期
retention.done|Done|已处理
retention.held|Held|留存
retention.undated|No day|无日期
retention.much|{due} rows are due, more than the share that a run may take. Look at the table and at the rule before you let them go.|到期 {due} 行，超过单次处理上限。请先核对数据表与规则，再决定是否放行。
retention.let-go|Let {due} rows go|放行 {due} 行
retention.allowed|It is allowed for a week; the next run takes it.|已放行，一周内有效，下次运行时处理。
retention.proposed|It waits for a second person now.|现等待第二人批准。
retention.is-allowed|allowed: {rows} rows, until {until}|已放行 {rows} 行，有效期至 {until}
retention.findings|Findings that a person resolves|待人工处理的发现
twoact.retention.sweep|Let a large share of a table go|放行大量到期数据
twofield.place|Place|位置
twofield.table|Table|数据表
twofield.rows|Rows|行数
twofield.before|Older than|早于
twofield.then|What is done|处理方式
"""
