"""What the closed words of the field are called on a page: key, English, Chinese.

Rules
- A key is `AREA.WORD` with the word as it stands in a policy file, a request or the ledger.
- A word that a published text calls the same is not written again: it stands in `AS_PUBLISHED`.
- A word that is in neither is shown as it is, with its dashes opened.
"""

from __future__ import annotations

AS_PUBLISHED = """
act.serve act.collect act.use act.combine act.keep act.erase act.entrust act.transfer act.disclose
act.export-abroad actor.guardian actor.recipient basis.agreement basis.consent-implied
basis.consent-explicit basis.consent-written clause.age clause.mail clause.email clause.phone clause.push
clause.sms clause.transfer clause.disclose data.none then.erase then.anonymise unit.minute unit.hour
unit.working-day unit.week unit.month unit.year event.order-completed need.age need.transport
need.evidence form.de-identified form.anonymised relation.members relation.friend storage.cookie
storage.flash-cookie storage.local-storage storage.session-storage storage.indexed-db storage.pixel
storage.device-identifier
""".split()
"""Words that a page calls as a published text does (`troth.notices.LABELS`)."""

WORDS = """
state.none|not answered yet|尚未选择
state.given|agreed|已同意
state.refused|refused|不同意
state.withdrawn|withdrawn|已撤回
state.expired|expired|已到期
state.granted|allowed|已允许
state.denied|not allowed|不允许

level.implied|implied|默示
level.explicit|explicit|明示
level.separate|separate|单独
level.written|written|书面

act.read|read|查阅
act.profile|profile|用户画像
act.contact|contact you|联系
act.instruct|instruct|下达指示
act.share|share|向他人提供

actor.system|a program|系统
actor.staff|staff|员工
actor.administrator|an administrator|管理员
actor.individual|the person or another individual|个人
actor.public|anybody|公众

role.own-group|within our own group|同一主体内部
role.processor|processes on our behalf|受托方
role.affiliate|affiliate|关联公司
role.partner|partner|合作方
role.third-party|third party|第三方
role.authority|authority|主管机关
role.successor|successor|承接方

basis.contract|a contract with you|与您订立的合同
basis.legal-duty|a duty under law|法定义务
basis.instruction|the instruction of the organisation whose data it is|信息所属组织的指示
basis.ground|a ground listed in law, claimed each time|法定情形，逐次主张
basis.none|nothing, as it is no personal data|不涉及个人信息，无需依据
basis.consent-separate|your separate consent, for this alone|您就此事项的单独同意
basis.None|not stated|未写明

section.agreement|How you agree|如何同意本政策
section.purposes|What we use data for|处理目的
section.messages|Messages we send|我们发送的消息
section.supplements|Later additions|后续补充
section.data|The data|涉及的信息
section.sensitive|Sensitive data|敏感个人信息
section.permissions|Permissions of your device|设备权限
section.trackers|What is stored on your device|设备上的存储
section.recipients|Who receives data|接收方
section.providing|When data are given to others|何时向他人提供
section.instructions|Data of other organisations|其他组织的信息
section.origins|Data from elsewhere|其他来源的信息
section.never|What we never do|我们绝不会做的事
section.demands|What must hold first|处理前必须满足的条件
section.minors|Children and young people|未成年人
section.rights|Your rights|您的权利
section.requests|How requests are handled|如何办理您的请求
section.retention|How long data are kept|保存期限
section.marketing|How to stop promotion|如何拒收推广
section.audiences|Who may see what|谁可以看到
section.linkage|What is not joined|不作关联的信息
section.states|Closed accounts and other states|账号注销等状态
section.grounds|Exceptions in law|法定例外情形
section.protection|How data are protected|如何保护信息
section.incidents|When something goes wrong|发生安全事件时
section.changes|When this policy changes|政策如何变更
section.termination|When a service ends|服务终止时
section.controller|Who is responsible|个人信息处理者
section.contacts|How to reach us|联系我们
section.disputes|Disputes|争议解决
section.statements|Further statements|其他说明
section.products|Products covered|适用的产品
section.outside|What is not covered|不适用的范围
section.overlays|Special terms|特别约定
section.roles|Roles of our staff|工作人员角色
section.evidence|Evidence we ask for|所需凭据
section.notices|Notices|告知事项
section.gaps|What is missing|尚缺内容

clause.access|See your data|查阅
clause.copy|Get a copy|复制
clause.correct|Correct|更正
clause.delete|Delete|删除
clause.withdraw|Withdraw consent|撤回同意
clause.cancel-account|Close the account|注销账号
clause.object-automated|Object to automated decisions|拒绝自动化决策
clause.stated|As stated|已说明的
clause.answer|Answer to a request|答复请求
clause.decide|Decision on a request|决定是否办理
clause.under-18|Under 18|未满十八周岁
clause.under-14|Under 14|未满十四周岁
clause.post|Post|信函
clause.hotline|Hotline|热线
clause.online|Online|在线咨询
clause.about-us|In the app|应用内
clause.in-app|In the app|应用内消息
clause.refusing|When a request may be refused|可以拒绝请求的情形
clause.deleting|When data are erased|应当删除的情形
clause.keeping|When data are kept|应当保存的情形
clause.providing|When data may be given without consent|无需同意即可提供的情形
clause.share|Sharing|向他人提供
clause.hold|Kept for law only|依法留存
clause.backup|Backup|备份
clause.access-control|Access control|访问控制

detail.data|Data|信息
detail.data-required|Needed|必需信息
detail.data-one-of|One of|择一提供
detail.data-required-if|Needed in some cases|特定情形下必需
detail.data-optional|Only if it applies or you wish|按需或自愿提供
detail.channels|By|方式
detail.basis|Rests on|依据
detail.acts|What is done|处理方式
detail.origins|Also from|其他来源
detail.reuses|Also data collected for|沿用为以下目的收集的信息
detail.recipients|Received by|接收方
detail.need|Needs|前提
detail.form|In this form|信息形式
detail.keep|Kept|保存期限
detail.loses|If you say no, you lose|不同意的影响
detail.keeps|You keep|不受影响
detail.decides|Automated decision|自动化决策
detail.products|In|适用产品
detail.name|Name|名称
detail.role|What it is|身份
detail.purposes|For|用于
detail.region|Where|所在地
detail.contact|Contact|联系方式
detail.category|Category|类别
detail.kind|Kind|类型
detail.includes|Holds|包括
detail.choice|Your choice|您的选择
detail.age|Your age|年龄
detail.lives|Lives for|有效期
detail.needed-by|Needed by|依赖它的功能
detail.serves|Only for the functions|仅用于
detail.within|Within|期限
detail.routes|How|途径
detail.hours|Hours|服务时间

data.any|whatever the case needs, each time shown to be needed|视情形而定，逐次证明必要
refused.this-only|this alone; everything else works as before|仅此项不可用，其他照常使用
decides.minor|yes, of small effect; a human looks again if you ask|有，影响较小；您可要求人工复核
decides.significant|yes, of weight; a human looks again if you ask, and you may object|有，影响较大；您可要求人工复核或拒绝
keep.none|not at all|不保存
keep.until|until: {period}|直至{period}
keep.for|for {period}|{period}
keep.at-least|at least {period}|至少 {period}
then.restrict|then kept for law only|之后仅依法留存
within.from|{period} from: {event}|自{event}起 {period}内
unit.day|days|天
event.account-closed|the account is closed|账号注销
event.organisation-closed|the organisation's account is closed|组织账号注销
event.consent-withdrawn|consent is withdrawn|撤回同意
event.instruction-ended|the instruction ends|指示终止
event.purpose-ended|the purpose is met|目的实现
event.purpose-met|the purpose is met|目的实现
event.relationship-ended|the relationship ends|关系终止
event.permission-off|the permission is off|权限关闭
event.number-verified|the number is verified|号码完成验证
event.member-left|the member has left|成员退出
event.law-period-end|the period set by law ends|法定期限届满
event.ground-ends|the ground no longer holds|情形消失
event.ground-ended|the ground no longer holds|情形消失
event.function-done|the function is done|功能完成
event.visit|the visit ends|本次访问结束
event.report|the report|接到报告
event.verification|the identity check|核实身份
event.receipt|receipt|收到请求
event.submission|submission|提交请求
event.collection|collection|收集
event.ticket-closed|the ticket is closed|工单关闭
event.discovery|discovery|发现
event.last-use|the last use|最后一次使用
event.backup|the backup|备份
need.or| or |，或者
need.consent|your {level} consent|您的{level}同意
need.agreement|your {level} agreement to this policy|您对本政策的{level}同意
need.guardian|a guardian's {level} consent|监护人的{level}同意
need.told|having told you: {words}|已告知您：{words}
need.role|somebody acting as: {words}|由以下角色处理：{words}
need.permission|the permission: {words}|已开启权限：{words}
need.relation|somebody who is: {words}|仅限：{words}
need.region|staying in: {words}|限于以下地区：{words}
need.authenticated|a caller that has proved who it is|调用方已通过身份认证
need.form|this form: {words}|信息形式为：{words}
need.instruction|an instruction of the organisation whose data it is|信息所属组织的指示
age.ask|you state it; while it is not known, you are asked first|由您填写；未知时先行询问
age.treat-as-adult|you state it; while it is not known, you count as an adult|由您填写；未知时按成年人对待
choice.needed|stored without asking, as nothing runs without it|运行所必需，无需选择
choice.asked|stored only if you agree|仅在您同意后存储
form.raw|as it is|原始形式
form.masked|masked|遮蔽
form.keyed-code|as a keyed code|加密编码
form.aggregated|aggregated|汇总
relation.self|the person|本人
relation.author|the author|发布者
relation.receiver|the receiver|接收者
relation.counterpart|the other party|对方
relation.matched|matched people|匹配的用户
relation.same-organisation|the same organisation|同一组织成员
relation.guardian|the guardian|监护人
relation.public|anybody|公众
storage.beacon|beacon|网络信标
route.centre|here, in the privacy centre|在本隐私中心
route.member-center|in the member centre|在会员中心
route.customer-service|through customer service|联系客服
route.app|in the app|在应用内
route.mail|by e-mail|发送电子邮件
route.phone|by telephone|拨打电话
route.post|by post|邮寄信函
route.settings|in the settings|在设置中
route.device-settings|in the device's settings|在设备系统设置中
contact.email|E-mail|电子邮箱
contact.phone|Telephone|电话
contact.address|Address|地址

how.decision|a decision|决定
how.duty|a duty|义务
how.record|a record|记录
how.text|the text|文本
how.attestation|an attestation|证明
kind.offer|offer|许可
kind.demand|demand|要求
kind.bar|bar|禁止
kind.lift|lift|豁免
kind.overlay|special terms|特别约定
kind.gap|gap|空缺
kind.rights|right|权利
kind.requests|request|请求
kind.incidents|incident|安全事件
kind.changes|change|变更
kind.termination|ending|终止
kind.marketing|promotion|推广
kind.retention|keeping|保存
kind.protection|protection|保护
kind.controller|controller|处理者
kind.roles|role|角色
kind.evidence|evidence|凭据
kind.contacts|contact|联系方式
kind.disputes|dispute|争议
kind.statements|statement|说明
kind.notices|notice|告知
kind.outside|not covered|不适用
kind.gaps|gap|空缺
ask.consent|Consent|同意
ask.agreement|Agreement to the policy|对政策的同意
ask.notice|Notice|告知
ask.permission|Device permission|设备权限
ask.age|Age|年龄
witness.guardian|by the guardian|由监护人作出
occasion.app-state|State of the app|应用状态
occasion.trigger|Trigger|触发操作
occasion.activity|Activity|活动
occasion.verdict|Verdict of a check|检查结论
occasion.content|Content|内容
occasion.account-type|Kind of account|账号类型
occasion.role|Role of the person|个人角色
occasion.relationship|Relationship|关系
occasion.in-use|Function in use|正在使用的功能
occasion.customer|Customer|客户
occasion.country|Country|国家或地区
entry.consent.choice.given|Consent|同意
entry.consent.choice.refused|Refusal|不同意
entry.consent.choice.withdrawn|Withdrawal|撤回同意
entry.consent.choice.voided|Consent no longer valid|同意失效
entry.consent.agreement.accepted|Agreement to the policy|同意政策
entry.consent.agreement.refused|Refusal of the policy|不同意政策
entry.consent.agreement.withdrawn|Withdrawal of the agreement|撤回对政策的同意
entry.consent.notice.shown|Notice read|已阅读告知
entry.consent.permission.granted|Permission allowed|允许权限
entry.consent.permission.denied|Permission not allowed|不允许权限
entry.consent.guardian.agreed|A guardian's consent|监护人同意
entry.consent.guardian.refused|A guardian's refusal|监护人不同意
entry.consent.guardian.withdrawn|A guardian's withdrawal|监护人撤回同意
entry.consent.objection.raised|Stop of messages|拒收消息
entry.consent.objection.lifted|Messages wanted again|恢复接收消息
"""
