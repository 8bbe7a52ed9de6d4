"""The texts of the person's own pages: signing in, the overview, automated decisions, guardians; see `catalogue` for the rules.

Example
    >>> text("mine.title", "zh")
    '概览'
"""

PERSONS = """
sign-in.title|Sign in|登录
sign-in.text|Name your account, or the mobile number or e-mail address that we have on file. A code goes there.|请填写账号，或已留存的手机号码、邮箱地址，我们会向其发送验证码。
sign-in.who|Account, mobile number or e-mail address|账号、手机号码或邮箱地址
sign-in.who-help|The page says the same to everybody, whether we know the account or not. No account is made here.|无论账号是否存在，页面显示均相同；此处不会创建账号。
sign-in.send|Send me a code|发送验证码
sign-in.code-title|Type in the code|输入验证码
sign-in.code-text|If this belongs to somebody we know, a code is on its way to the contact on file. It arrives within a few minutes.|如与留存信息相符，验证码将在几分钟内发送至已留存的联系方式。
sign-in.wrong|That was not the code, or its time is over.|验证码有误或已失效。
sign-in.enter|Sign in|登录
sign-in.again|Start again, or ask for another code|重新填写，或重新获取验证码
sign-in.nothing|Fill in an account, a number or an address.|请填写账号、手机号码或邮箱地址。
sign-in.help-title|No code?|收不到验证码？
sign-in.help|A contact that was changed in the last two weeks, or that several people share, brings nobody in: name your account then, or ask without signing in.|两周内更改过的联系方式，以及多人共用的联系方式，均不能用于登录；请改填账号，或直接在线提出请求。
sign-in.without|Ask without signing in|不登录，直接提出请求
sign-in.cookies|One cookie keeps you signed in for at most an hour without a visit. Another remembers for 90 days that you came in on this device, so that nobody locks you out by trying codes. Nothing else is stored.|一个 Cookie 用于维持登录，一小时内无访问即失效；另一个 Cookie 在 90 天内记住您曾在本设备登录，以免他人反复尝试验证码而使您无法登录。不存储其他内容。

mine.title|Overview|概览
mine.lead|What stands, what is due, and what waits for you.|各项请求的进度、期限，以及需要您办理的事项。
mine.todo|For you to do|需要您办理
mine.nothing|Nothing waits for you.|目前没有需要您办理的事项。
mine.open|Open requests|办理中的请求
mine.none-open|No request is open.|目前没有办理中的请求。
mine.calendar|What is due, and when|日程
mine.calendar-none|Nothing is due.|暂无日程。
mine.weekdays|Mo Tu We Th Fr Sa Su|一 二 三 四 五 六 日
mine.month|{month} {year}|{year} 年 {month} 月
mine.downloads|Copies of your data|信息副本
mine.no-downloads|No copy is ready. Ask for one at any time.|没有可领取的副本，您可以随时申请。
mine.ask-copy|Ask for a copy of your data|申请信息副本
mine.until|until {until}|有效期至 {until}
mine.account|Closing your account|注销账号
mine.account-open|You have asked for your account to be closed. Until that is approved it works as before.|您已申请注销账号，批准之前账号照常使用。
mine.account-review|The review lasts until {day}; until it is approved you can take the request back.|审核期至 {day}；批准之前，您可以撤回申请。
mine.account-accepted|Approved: the account is closed, and what is left is being done.|已批准注销，账号已关闭，正在办理后续事项。
mine.account-ask|Close my account|申请注销账号
mine.decisions|Decisions by a program|自动化决策
mine.decisions-count|Decisions about you that a program made: {count}|程序就您作出的决定：{count} 项
mine.see|See them|查看
mine.more|Where to go on|更多
due.answer|We answer|我们应答复
due.reply|Your reply|请您答复
due.review|The review ends|审核期结束
due.object|Last day to object to the answer|提出异议的最后期限
due.package|Last day to take the copy|领取副本的最后期限

decisions.title|Decisions by a program|自动化决策
decisions.lead|What a program decided about you, with what kinds of data, and what you can do about it.|程序就您作出的决定、所用数据的种类，以及您可以采取的措施。
decisions.none|None is registered.|没有登记的自动化决策。
decisions.outcome|What came out|结果
decisions.was|What the program found|程序得出的结果
decisions.model|Model and version|模型及版本
decisions.inputs|Kinds of data that went in|所用数据的种类
decisions.when|When|时间
decisions.effect|Effect|影响
decisions.offered|Offered with it|一并提供
decisions.number|Number|编号
decisions.open|Explanation, and objecting|查看说明，提出异议
decisions.explanation|Explanation|说明
decisions.reviews|Looked at again by a person|人工复核
decisions.contest|Object, and have a person look at it|提出异议，由人工复核
decisions.contest-text|You need give no reason. From now on the decision is marked as contested; a named person looks at it again and tells you why it stands or what changes.|无需说明理由。提交后该决定即标注为有异议，由具名工作人员复核，并告知维持或变更的理由。
decisions.contest-why|What is wrong with it (optional)|异议理由（选填）
decisions.contest-button|Object to this decision|提出异议
decisions.request|The request about it|相关请求
decisions.restricted|Kept only because the law asks for it or because you asked to have it restricted; it is used for nothing else.|仅因法律要求或应您的请求限制处理而留存，不作他用。
decisions.waiting|An objection is being looked at.|异议正在复核中。
decisions.all|All decisions|全部决定
decisioneffect.significant|significant|影响重大
decisioneffect.minor|minor|影响较小
decisionoffer.explanation|an explanation|说明
decisionoffer.review|a review by a person|人工复核
decisionstate.standing|stands|有效
decisionstate.contested|contested; a person looks at it again|有异议，正由人工复核
decisionstate.suspended|contested, and without effect until it was looked at|有异议，复核期间暂停适用
decisionstate.upheld|looked at again and upheld|经人工复核，维持
decisionstate.overturned|looked at again and changed|经人工复核，变更
decisionstate.withdrawn|stands; the objection was taken back|有效，异议已撤回
decisionstate.lapsed|stands; it was not shown who objected|有效，异议人身份未能核实
decisionstate.refused|stands; the objection was turned down|有效，异议未予受理
decisionstate.answered|stands; the objection was answered|有效，异议已答复

guardian.title|For a child|为未成年人
guardian.child|You are under age? Invite a parent or guardian. They answer, our staff make sure who they are, and then they can see your choices and ask for you.|如您未成年，可邀请父母或其他监护人。监护人回应并经工作人员核验后，可以查看您的选择，并代您提出请求。
guardian.invite|Make an invitation|生成邀请
guardian.hand-on|Hand this on to your guardian and to nobody else. It is shown once and works once, within 14 days.|请只转交给您的监护人。此链接仅显示一次，14 日内有效，仅可使用一次。
guardian.keep|Keep this: it is your own way in next time. It is shown once and works once; each time you come in you get a new one.|请妥善保存：这是您下次进入的专用链接，仅显示一次，仅可使用一次；每次进入后会生成新的链接。
guardian.link|Link|链接
guardian.answer-text|A child has named you as parent or guardian. If you go on, our staff ask you to show that you are.|有未成年人将您指定为监护人。继续后，工作人员会请您证明监护关系。
guardian.answer|I am the parent or guardian|我是监护人
guardian.waiting|Nothing is shown yet: either our staff have not verified you, or the invitation is over.|暂无可显示的内容：可能尚未完成核验，或邀请已失效。
guardian.no-invitation|Open the invitation that the child gave you.|请打开未成年人转交给您的邀请链接。
guardian.choices|What stands for the child|该未成年人的选择
guardian.requests|Requests for the child|代其提出的请求
guardian.ask|Ask for the child|代其提出请求
guardian.kind|What for|请求类型
guardian.end|End this link|解除关联
guardian.end-text|Then you see nothing more here, and the child can invite somebody again.|解除后您将无法在此查看，未成年人可重新邀请。
guardian-said.answered|Thank you. Our staff now make sure that you are the guardian.|感谢您的回应，工作人员将核验监护关系。
guardian-said.made|The request is in.|请求已提交。
guardian-said.ended|The link has ended.|关联已解除。
guardian-said.not-needed|No guardian speaks for you here: you are of age, or your age is not known.|您无需监护人代为行使权利：您已成年，或年龄尚未登记。
guardian.enter|Go in|进入
guardian.enter-text|This link is the guardian's own. It works once: when you go in it is replaced by a new one, which you are shown.|此链接为监护人专用，仅可使用一次；进入后原链接失效，并为您显示新的链接。
guardian.new-link|Make a new link for next time|生成下次使用的链接
guardian.new-link-text|The one that you have, wherever it is, stops working then.|生成后，原有链接随即失效。
guardian.choose|Choose for the child|代其作出选择
guardian.choose-text|Nothing is chosen beforehand. What you agree to here can be taken back here at any time.|默认不作任何选择。您在此同意的事项，可随时在此撤回。
guardian.decisions|Decisions by a program about the child|程序就该未成年人作出的决定
guardian.package-again|To take it, come in anew by your link: for a copy we have to have recognised you within the last fifteen minutes.|领取副本须在 15 分钟内完成过身份确认，请通过您的专用链接重新进入。
guardian-said.entered|You are in. The link that brought you here no longer works.|已进入，原链接已失效。
pick-up.title|Pick up an answer with a secret|凭领取码查阅答复
pick-up.text|Who has no account here, or speaks for somebody else, was handed a secret in person or by letter. It opens that one request, and nothing else.|未在此开设账号或代他人提出请求的，我们会当面或以信函交付领取码。领取码仅可打开对应的一项请求。
pick-up.secret|Secret|领取码
pick-up.open|Open|查阅
pick-up.missing|Number and secret open nothing. They may be mistyped, used up, or over; then ask us for a new secret.|编号与领取码无法打开任何请求：可能输入有误，或领取码已使用、已过期。如需要，请向我们申请新的领取码。
pick-up.once|The first download uses up the secret: afterwards it opens neither the copy nor the letter. Keep the letter first if you want it. You can still object to the answer with it.|首次下载后，领取码不能再打开副本和答复函；如有需要，请先行保存答复函。领取后仍可凭领取码对答复提出异议。
pick-up.leave|This page is kept nowhere. To see it again, type in number and secret again.|本页面不作保存；如需再次查阅，请重新输入编号和领取码。
pick-up.object-text|With the same number and secret you can object to the answer, also after you took the copy. Another person looks at it again.|凭同一编号和领取码，您可以对答复提出异议，领取副本之后也可以。将由另一名工作人员复核。
pick-up.objecting|The objection gets a number of its own; the same secret opens it.|异议将另行编号，可凭同一领取码查阅。
pick-up.objected|Your objection is in. Note its number down: with it and the same secret you see here how it stands, and the answer:|异议已提交。请记下异议编号，凭此编号和同一领取码，可在此查阅办理进度和答复：
pick-up.objection|Your objection|您的异议
pick-up.objection-there|You objected to this answer. The number of the objection:|您已对此答复提出异议，异议编号：
pick-up.objection-open|See how it stands|查阅办理进度
pick-up.waiting|We are working on it. The answer appears here.|正在办理，答复将显示在此处。
not-me.title|This was not me|非本人操作
not-me.text|You had a notice that somebody asked us for something in your name. Fill in the number of the request and the number from the notice: the request stops, and our staff look at it.|您收到通知，有人以您的名义提出了请求。请填写请求编号和通知中的终止号码，该请求将停止办理，由工作人员核查。
not-me.code|Number from the notice (12 digits)|终止号码（12 位数字）
not-me.button|Stop the request|终止该请求
not-me.missing|These two stop nothing. They may be mistyped, or used already. If you are unsure, write to us by a contact in the policy.|所填编号与号码无法终止任何请求：可能输入有误，或已使用过。如有疑问，请通过政策中的联系方式与我们联系。
not-me.stopped|The request is stopped: nothing more is erased, changed or handed out.|该请求已停止办理，不会再删除、更改或提供任何信息。
not-me.next|Our staff look at it. Whoever made it has to show anew who they are, to two of them. Do you think that somebody uses a contact of yours? Then change its password, and tell us.|工作人员将进行核查，请求人须重新接受两名工作人员的核验。如怀疑有人使用了您的联系方式，请尽快修改其密码并告知我们。
not-me.waits|Somebody with a contact of this person said that this request is not theirs. Nothing is done until two of our staff have recognised who asks.|有人通过本人的联系方式表示该请求并非其提出。在两名工作人员核实请求人身份之前，不予办理。
cooling.title|A time to say no|冷静期
cooling.text|We told every contact that we have of you. As only one of them proved this request, it is carried out after {until} and not before. A code to another contact of yours ends the wait.|我们已通知您留存的全部联系方式。由于仅有一个联系方式完成核验，该请求将在 {until} 之后办理。通过您的另一联系方式输入验证码，即可提前办理。
request-page.package-disowned|It is not handed out: somebody with a contact of this person said that the request is not theirs.|副本暂不发放：有人通过本人的联系方式表示该请求并非其提出。
request-step.disowned|Somebody with a contact of this person said that it is not theirs. It was stopped.|有人通过本人的联系方式表示非其提出，已停止办理。
requestoutcome.forged|It was stopped: we were told that you did not make it.|已终止：我们获悉该请求并非由您提出。
caseoutcome.forged|stopped as forged|认定冒名，已终止
casestep.disowned|The person says: not me|本人称非其提出
casestep.cooling|Cooling off until then|冷静期届满
case.cooling|Proved over one contact: nobody can accept it before {until}, unless a second contact or two operators prove it.|仅经一个联系方式核验：{until} 之前不得同意办理，除非经第二个联系方式或两名工作人员核验。
case.disowned|Somebody with a contact of the person said: this was not me. Nothing goes on until two operators have recognised the person, or somebody closes it as forged.|有人通过本人的联系方式表示非其提出。须由两名工作人员核验本人后方可继续，或认定冒名予以终止。
caseact.forged|Close it as forged|认定冒名并终止
caseact.forged-text|Nothing more is done and nothing is handed out. What was accepted already is stopped where it stands; a closed account is opened again.|不再办理，也不提供任何信息；已同意办理的部分就此停止，已注销的账号予以恢复。
casedone.forged|It is closed as forged.|已认定冒名并终止。
dutypart.not-me|the person says: not me|本人称非其提出
dutypart.received|receipt of the request|受理通知
dutyreason.not-me|stopped, as the person says that it is not theirs|本人称非其提出，已停止
dutyreason.forged|it was closed as forged|已认定冒名并终止
guardian-said.renewed|This is the link for next time.|以下为下次使用的链接。
guardian-said.contested|The objection is in.|异议已提交。
guardian-said.not-now|That is not possible now; nothing was changed.|目前无法执行此操作，未作任何更改。
guardian-said.again|Come in anew by your link first; nothing was handed out.|请先通过您的专用链接重新进入，副本尚未发放。
"""
