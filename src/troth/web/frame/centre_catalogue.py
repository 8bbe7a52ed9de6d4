"""The texts of what a person does about requests and preferences; see `catalogue` for the rules.

Example
    >>> text("requests.title", "zh")
    '我的请求'
"""

from __future__ import annotations

from troth.web.frame.person_catalogue import PERSONS
from troth.web.frame.restriction_catalogue import RESTRICTIONS

REQUESTING = (
    PERSONS
    + RESTRICTIONS
    + """
requests.title|Requests and your rights|请求与权利
requests.lead|Ask here for what is yours to ask. Each request gets a number, a date, and an answer.|您可以在此行使各项权利。每项请求都有编号、办理期限和答复。
requests.mine|My requests|我的请求
requests.none|None yet.|暂无请求。
requests.none-here|None was made in this browser.|本浏览器中没有提交过请求。
requests.ask|What you can ask for|可以提出的请求
requests.no-limits|No length of time is set for this.|未规定期限。
requests.if-today|Asked today, answered by |今天提出，最迟答复日期：
requests.promised|promised|我们的承诺
requests.by-law|by law|法定
requests.length|{length} from {start}|自{start}起 {length}
requests.sign-in|You are not signed in. You can ask all the same; then a code goes to the contact that we have on file.|您尚未登录，也可以提出请求；我们会向已留存的联系方式发送验证码，以核验身份。
requests.find|Come back to a request by its number|凭编号查看请求
requests.forget|Forget these in this browser|从本浏览器中清除以上记录
requests.forget-text|The requests go on; only this browser no longer shows them.|请求仍会继续办理，只是本浏览器不再显示。
requests.state|State|状态
requests.received|Received|收到日期
requests.next|Answer due by|最迟答复日期
requests.number|Number|编号
requests.late|We are late with this.|此项请求我们已逾期。
requests.waits|This waits for you.|需要您操作。
requests.for-other|in the role of: {role}|提出身份：{role}
requests.clause|set by the policy|依据：本政策
requests.set-by|set by {law}|依据：{law}

requestgroup.data|The data themselves|个人信息本身
requestgroup.choices|Consent and preferences|同意与偏好
requestgroup.account|Your account|账号
requestgroup.decisions|Decisions and rules|自动化决策与处理规则
requestgroup.talk|Questions and complaints|咨询与投诉

requestabout.access|See which data about you are held, where they come from and who received them.|查阅我们持有您的哪些信息、来自何处、提供给了谁。
requestabout.copy|Receive a copy of your data in a form that you and programs can read.|获取您的信息副本，便于阅读和在其他服务中使用。
requestabout.transfer|Have a copy sent to somebody whom you name.|将您的信息转移给您指定的接收方。
requestabout.inquire|Ask whether and what is held about you.|查询我们是否持有以及持有您的哪些信息。
requestabout.correct|Have data put right or completed.|更正或补充不准确、不完整的信息。
requestabout.delete|Have data erased.|删除您的信息。
requestabout.restrict|Have data kept but not used.|要求限制对您信息的处理。
requestabout.withdraw|Take back a consent; what was done before stays lawful.|撤回您的同意，不影响撤回前的处理。
requestabout.object|Say no to a use of your data.|拒绝对您信息的某项处理。
requestabout.preferences|Set which messages you get, and who may see what.|设置接收哪些消息、谁可以看到哪些内容。
requestabout.cancel-account|Close your account.|注销您的账号。
requestabout.cancellation-question|Ask about closing your account before you decide.|注销账号之前，先咨询相关事宜。
requestabout.object-automated|Have a decision that a program made explained, and looked at by a person.|对自动化决策要求说明理由，并由人工复核。
requestabout.explain|Have the rules for your data explained.|要求解释个人信息处理规则。
requestabout.question|Ask us anything about your data.|咨询与个人信息有关的任何问题。
requestabout.complaint|Tell us what went wrong with your data.|反映个人信息处理中的问题。
requestabout.suggestion|Tell us what could be better.|提出意见和建议。
requestabout.infringement|Report content that infringes a right.|反映侵权内容。

clockstart.receipt|receipt|收到请求之日
clockstart.submission|submission|提交之日
clockstart.verification|the day we know who asks|核实身份之日
clockstart.acceptance|acceptance|同意办理之日

request-form.who|In whose name|以谁的名义
request-form.for-others|I ask for somebody else, or without an account|替他人提出，或不涉及具体账号
request-form.account|The account with us: the name or number that you sign in with|账号：登录时使用的用户名或号码
request-form.account-help|We say the same to everybody here, whether we know the account or not.|无论账号是否存在，页面显示均相同。
request-form.other-account|The account of the person concerned|所涉个人的账号
request-form.other-account-help|Fill this in when you ask for somebody else.|替他人提出时填写。
request-form.own-account|Your own account with us, if you have one|您本人的账号（如有）
request-form.contact|Where the answer should go (optional)|接收答复的联系方式（选填）
request-form.contact-help|Only for this answer. A code is never sent here.|仅用于答复本次请求；验证码不会发送至此。
request-form.elements|Only some of the data|仅针对部分信息
request-form.elements-help|Tick nothing, and it is about everything.|不勾选即针对全部信息。
request-form.values|What it should say|更正为
request-form.direct|You change these yourself: it is done as soon as we know that it is you.|以下信息可自行更改，核实身份后立即生效。
request-form.others|Other data: a person looks at the change first|其他信息：须经人工核对后更正
request-form.choice|What it is about|针对哪一项
request-form.choice-none|none of these; I write it below|不在其中，我在下方说明
request-form.words|In your own words|用您自己的话说明
request-form.words-optional|In your own words (optional)|用您自己的话说明（选填）
request-form.words-whom|Whom it goes to, and how to reach them|转移给谁，以及对方的联系方式
request-form.words-help|No more about you than it needs.|无需填写与请求无关的个人信息。
request-form.asks|The policy asks for this|政策要求提供
request-form.asks-help|What you leave out, we ask for later. Nothing else may be asked for.|未填写的，我们会再请您补充；除此之外不会要求其他信息。
request-form.send|Send the request|提交请求
request-form.closing|What closing the account means|注销账号意味着什么
request-form.before|Please confirm|请逐项确认
request-form.copy-first|Ask for a copy of your data first|先申请信息副本
request-form.my-choices|On your own page each consent is taken back with one click.|在“我的选择”页面，每项同意均可一键撤回。
request-form.my-preferences|Who may see what is set on the page of preferences.|谁可以看到哪些内容，可在偏好设置页面更改。
request-form.next|What happens next|接下来
request-form.next-text|You get a number and a date at once. Where data are shown, changed or erased, we first make sure that it is you, over a contact that is on file.|提交后即可获得编号和办理期限。凡涉及展示、更改或删除信息的，我们会先通过已留存的联系方式核实是您本人。

closing.erased|Your data are erased. What a law makes us keep is kept for that alone, and you are told.|您的信息将被删除；法律要求留存的部分仅为该目的保存，并会告知您。
closing.kept|What becomes of your data stands in the policy.|信息的处理方式以政策所述为准。
closing.ends|Your agreement with us ends.|您与我们之间的协议终止。
closing.survive|What goes on being valid: {what}|终止后仍然有效的约定：{what}
closing.review|A person looks at it for {length} before it is done.|正式注销前的审核期：{length}。
closing.rejections|It can be turned down on these grounds alone: {what}|仅在下列情形可以拒绝：{what}
closing.works|Until it is approved the account works as before, and you can take the request back.|批准之前账号照常使用，您可以随时撤回请求。
closing.at-once|It is done as soon as we know that it is you; it cannot be undone then.|核实身份后即予注销，注销后无法恢复。
before.offer-copy|I know that I can have a copy of my data first.|我已知悉可以先获取信息副本。
before.warn-backup|I have backed up what I want to keep.|需要保留的内容我已自行备份。
before.warn-consequences|I know that a closed account cannot be restored.|我已知悉账号注销后无法恢复。
survives.liability|liability for what happened before|注销前已产生的责任
rejection.open-dispute|a dispute is still open|尚有未解决的争议
rejection.unpaid-order|an order is still unpaid|尚有未付清的订单
rejection.identity-not-proved|it was not shown that it is you|未能核实身份

requestrole.subject|for myself|本人
requestrole.guardian|as parent or guardian of a child|作为未成年人的监护人
requestrole.agent|for somebody who authorised me|作为本人授权的代理人
requestrole.relative|as a relative of somebody who died|作为逝者的近亲属
requestrole.anyone|without naming an account|不涉及具体账号
requestrole.operator|entered by our staff|由工作人员录入
requestrole.administrator|for an organisation|代表所在组织

request-wrong.subject|Name the account that the request is about.|请填写请求所涉的账号。
request-wrong.requester|Name your own account, so that the guardian can be recognised.|请填写您本人的账号，以便核实监护关系。
request-wrong.words|Say in your own words what it is about.|请用您自己的话说明请求内容。
request-wrong.target|Choose one of the list, or say it in your own words.|请从列表中选择，或自行说明。
request-wrong.values|Fill in at least one new value, or say what is wrong.|请至少填写一项更正后的内容，或说明有误之处。
request-wrong.long|Your words are too long; 4,000 characters fit.|说明内容过长，最多 4,000 字。
request-wrong.long-field|A field is too long; 200 characters fit.|有一项内容过长，最多 200 字。

requeststate.received|received|已收到
requeststate.waiting|waiting for you|待您补充
requeststate.verified|you are recognised; we are looking at it|身份已核实，正在审核
requeststate.accepted|being carried out|办理中
requeststate.answered|answered|已答复
requeststate.lapsed|ended without proof of identity|因未完成身份核验而终止
requeststate.withdrawn|taken back|已撤回

request-page.now|What we need from you|需要您做的
request-page.nothing|Nothing just now. We write when there is something.|目前无需操作，有进展时会通知您。
request-page.over|This request is closed.|此项请求已办结。
request-page.proof|Show that it is you|核实身份
request-page.proof-text|This is so that nobody else gets, changes or erases your data. It is asked for this request alone.|这是为了防止他人获取、更改或删除您的信息，仅用于本次请求。
request-page.shown|Shown so far: {how}|已通过：{how}
request-page.send-code|Send me a code|发送验证码
request-page.send-again|Send another code|重新发送验证码
request-page.code-about|If we have a contact of this account on file, the code goes there within a few minutes. It is never sent to an address out of a request.|如已留存该账号的联系方式，验证码将在几分钟内送达。验证码不会发送至请求中填写的地址。
request-page.code|Code|验证码
request-page.code-help|Eight digits, or twelve after many wrong tries; good for ten minutes and five tries.|8 位数字（多次输错后为 12 位），10 分钟内有效，最多可尝试 5 次。
request-page.tries|Tries left: {count}|剩余尝试次数：{count}
request-page.enter|Confirm the code|确认验证码
request-page.login|Confirm with my sign-in|以当前登录确认是我本人
request-page.login-text|This request was made without signing in. If it was not you, take it back.|此请求是在未登录状态下提交的。如非您本人提交，请撤回。
request-page.people|Our staff also have to see: {what}. They tell you how to send it.|工作人员还需核验：{what}。具体方式将由工作人员告知。
request-page.no-code|No code at hand? Write to us by a contact in the policy; two of our staff can recognise you.|无法接收验证码时，可通过政策中的联系方式与我们联系，由两名工作人员核验。
request-page.detail|We need this from you|请补充以下内容
request-page.form|Please send us the written form that we asked for.|请提供我们要求的书面申请。
request-page.fee|A fee was proposed, as this is one more of many requests. Say whether you agree, or take the request back.|由于同类请求次数较多，我们提出收取费用。请说明是否同意，或撤回请求。
request-page.reply|Reply|回复
request-page.words|Your reply|您的回复
request-page.confirm|Please confirm before we go on|办理前请确认
request-page.confirm-button|Confirm|确认
request-page.clocks|By when|期限
request-page.begins-later|begins with {start}|自{start}起算
request-page.steps|So far|办理进度
request-page.about|About|涉及的信息
request-page.take-back|Take the request back|撤回请求
request-page.take-back-text|Nothing is done then, and you can ask again at any time.|撤回后不再办理，您可以随时重新提出。
request-page.take-back-done|It can no longer be taken back: it is being carried out.|正在办理，已无法撤回。
request-page.letter|Our answer|答复
request-page.letter-elsewhere|The answer is shown to who was recognised for this request: sign in, or look at the contact that we have on file.|答复仅向已核实身份的本人显示：请登录查看，或查收已留存的联系方式。
request-page.package|Your copy|信息副本
request-page.package-about|A zip file with a page to read and your data as JSON and CSV. Until you take it, it lies encrypted under a key of its own. It can be taken once, until {until}.|一个 zip 文件，内含可直接阅读的网页以及 JSON 和 CSV 格式的数据。领取之前以独立密钥加密保存，仅可领取一次，有效期至 {until}。
request-page.package-safe|With the password the file stays encrypted on your device (AES-256; 7-Zip, Keka and most archive programs open it). If you cannot open such files, take it without: then keep it where only you can open it.|使用密码时，文件在您的设备上仍保持加密（AES-256，可用 7-Zip、Keka 等常见解压软件打开）。如果无法打开加密文件，也可以不设密码下载，请妥善保管。
request-page.package-password|The password of this file. Note it down first and keep it apart from the file: it is not kept here and cannot be shown again.|文件密码。请先记下，并与文件分开保存；我们不保存此密码，也无法再次显示。
request-page.package-locked|Download with the password, once|加密下载（仅一次）
request-page.package-get|Download without a password, once|不加密下载（仅一次）
request-page.package-sign-in|Sign in anew to take it: for a copy we have to have recognised you within the last fifteen minutes.|领取副本须在 15 分钟内完成过身份核实，请重新登录后领取。
request-page.package-taken|The copy was taken.|副本已领取。
request-page.package-over|The time for taking the copy is over. Ask for a new one.|领取期限已过，请重新申请。
request-page.objection|Do you disagree?|对答复有异议？
request-page.objection-text|Another person looks at it again.|将由另一名工作人员复核。
request-page.objection-until|Possible until {until}.|异议截止时间：{until}。
request-page.objection-why|What is wrong with the answer|异议理由
request-page.objection-button|Object to the answer|提出异议
request-page.earlier|It objects to the answer to another request:|针对以下请求的答复：
request-page.look-only|Somebody else made this request about you. You see where it stands.|此请求由他人就您的信息提出，您可以查看办理进度。
request-page.back|All requests|全部请求

request-said.made|Your request is in. Keep its number.|请求已提交，请记下编号。
request-said.recognised|Thank you, you are recognised.|身份已核实。
request-said.code-sent|If a contact is on file, a code is on its way.|如已留存联系方式，验证码正在发送。
request-said.code-taken|The code was taken. If it was right, the state below has changed.|验证码已提交；如正确，下方状态已更新。
request-said.replied|Your reply is with us.|回复已提交。
request-said.confirmed|Noted.|已确认。
request-said.taken-back|The request is taken back. Nothing is done.|请求已撤回，不再办理。
request-said.objected|Your objection is in, as a request of its own.|异议已提交，作为一项新的请求办理。
request-said.nothing-typed|Nothing was filled in, so nothing was sent.|未填写内容，因此没有提交。
request-said.not-now|That is not possible now; nothing was changed. This is how it stands.|目前无法执行此操作，未作任何更改。以下为当前状态。
request-said.sign-in-again|Please sign in anew first; nothing was handed out.|请先重新登录，副本尚未发放。

request-step.received|We received it.|已收到请求。
request-step.asked|You were asked: {what}|请您补充：{what}
request-step.replied|You replied.|您已回复。
request-step.proved|You were recognised: {how}|身份已核实：{how}
request-step.taken-up|It was taken up; no proof was needed.|已受理，无需核验身份。
request-step.looked|It was looked at.|已审核。
request-step.forwarded|It went to the organisation whose data it is.|已转交信息所属的组织。
request-step.silent|The organisation was silent; we decide.|该组织未答复，由我们办理。
request-page.extended|The promised limit was extended once, as {why}.|因{why}，承诺期限已延长一次。
request-step.extended|The promised limit was extended once, with notice.|承诺期限已延长一次，并已告知。
request-step.accepted|It was accepted and is being carried out.|已同意办理。
request-step.answered|It was answered.|已答复。
request-step.lapsed|It ended, as it was not shown who asks.|因未完成身份核验而终止。
request-step.withdrawn|It was taken back.|已撤回。
requestasked.proof|show that it is you|核实身份
requestasked.detail|something was missing|补充内容
requestasked.form|a written form|书面申请
requestasked.fee|a fee|费用
requestoutcome.fulfilled|It was carried out.|已办结。
requestoutcome.partly|It was carried out in part; the answer says why.|已部分办结，理由见答复。
requestoutcome.refused|It was turned down; the answer says why.|未予办理，理由见答复。
requestoutcome.answered|It was answered.|已答复。
requestoutcome.unable|It could not be carried out; the answer says why.|未能办理，理由见答复。
requestoutcome.nothing-held|Nothing was found that belongs to you.|未查到与您对应的信息。
requestoutcome.forwarded|The organisation whose data it is answered.|信息所属的组织已作答复。
messagekind.all|all messages that can be stopped|全部可以拒收的消息

preferences.title|Who may see what|谁可以看到
preferences.lead|What you do not open is seen by nobody but those whom the policy names.|您未公开的内容，仅政策所列人员可见。
preferences.open-to|Open to: {who}|向“{who}”公开
preferences.close-to|Open to: {who}. Close it|已向“{who}”公开，点此关闭
preferences.warn-title|Before you open this|公开之前请确认
preferences.warn|Then this is seen by: {who}. They can copy it and pass it on; closing it later does not reach copies.|公开后，以下人员可以看到：{who}。他们可能复制或转发，日后关闭也无法收回已被复制的内容。
preferences.warn-sensitive|This is sensitive data: in wrong hands it can harm your dignity, your safety or your property.|这属于敏感个人信息，一旦泄露或被滥用，可能危害您的人格尊严或人身、财产安全。
preferences.do-open|Yes, open it|确认公开
preferences.keep|No, keep it closed|不公开
preference-said.open|Opened.|已公开。
preference-said.closed|Closed.|已关闭。
preference-said.stale|It had changed since your page was opened, so nothing was done. This is how it stands.|页面打开之后状态已有变化，未作更改。以下为当前状态。

request-find.title|Come back to a request|查看请求
request-find.text|The number stands in what we sent you, and on the page after you asked.|编号见于我们发给您的通知，以及提交请求后的页面。
request-find.account|The account that you named, if any|提交时填写的账号（如有）
request-find.button|Show it|查看
request-find.missing|There is no such request, or the account does not belong to it.|没有该请求，或填写的账号与请求不符。
"""
)
