"""What the free keys of a duty mean, as sentences: `said.FACT.KEY` or `said.FACT.KEY.VALUE`; English and Chinese.

Rules
- FACT is the label that the sentence stands under (`facts.then`: `then`), KEY the key of the file, VALUE its word.
- `{value}` is the value in words. The sentence of a value wins over the sentence of its key.
- A key without a sentence here is shown as its label and its value.

Example
    said.then.data.erase|the information is erased|删除相关信息
"""

from __future__ import annotations

SENTENCES = """
said.then.data.erase|the information is erased|删除相关信息
said.then.data.anonymise|the information is anonymised|对相关信息作匿名化处理
said.then.agreements.end|the agreements end|终止相关协议
said.then.survive|{value} stays|{value}继续有效
said.then.keep.holds|only what law orders to be kept stays|仅保留依法留存的部分
said.then.content.block|the content is blocked|屏蔽相关内容
said.backups.gone-within|gone within {value}|{value}内清除
said.proof.ask-within|we ask for proof within {value}|{value}内通知您提供证明
said.proof.methods|you prove it by: {value}|核验方式：{value}
said.proof.lapse-after|without proof the request lapses after {value}|逾 {value}未提供证明的，申请失效
said.proof.sensitive.two-proofs|two independent proofs before sensitive information is handed out|提供敏感个人信息前，须有两项独立的核验
said.proof.cooling-off|an erasure that one of several contacts proved waits {value}, so that you can say no over another|仅经多个联系方式之一核验的删除、注销申请，等待 {value}后办理，以便您通过其他联系方式否认
said.times|{count} in {period}|每 {period} {count} 次
said.fees.free.times|free of charge: {count} in {period}|每 {period}免费办理 {count} 次
said.fees.then|after that: {value}|超出免费次数的，每次收取{value}
said.fees.then.nothing|after that nothing is charged either|超出免费次数的，同样不收费
said.fees.approve|a fee needs the approval of {value}|收费须经{value}批准
said.fees.before-refusal.true|a fee is considered before a refusal|先考虑收费办理，再考虑拒绝
said.objection.reviewer|reviewed by {value}|由{value}复核
said.forward.within|within {value}|{value}内转交
said.extension.by|once, by {value} at most, with the reason; the terms that the law sets stay|仅限一次，最长 {value}，并说明理由；法定期限不变
said.organisation.data.erase|its information is erased|删除组织的信息
said.organisation.keep.own-accounts|your own account stays|保留您的个人账号
said.organisation.within|within {value}|{value}内完成
said.recipients.return-or-erase-within|they return or erase it within {value}|{value}内返还或者删除
said.succession.tell-before|you are told {value} ahead|提前 {value}告知您
said.succession.without-undertaking.consents-void|where the successor takes on no duty, your consents end|承接方未承诺继续履行的，您此前的同意失效
said.stop.per|{value} can be stopped one by one|可按{value}分别退订
said.stop.global.true|all can be stopped at once|也可以一次退订全部消息
said.stop.call.spoken|on the telephone it is enough to say so|电话中口头告知即可退订
said.stop.by-operator.same-effect|told to our staff, it has the same effect|由客服代为办理，效力相同
said.stop.effect.immediate|it takes effect at once|退订立即生效
said.found.stop.at-once|processing stops at once|立即停止处理
said.found.remove-within|it is removed within {value}|{value}内删除
said.publish.within|within {value}|{value}内发布
said.publish.places|{value}|发布于{value}
said.announce.for|for {value}|用于告知{value}
said.announce.reason.required|the reason is written down|须记录公告的原因
said.evidence.warn|we are reminded {value} before it runs out|到期前 {value}提醒
said.evidence.assessment|assessed every {value}|每 {value}评估一次
said.evidence.audit|audited every {value}|每 {value}审计一次
money.CNY|CNY {amount}|人民币 {amount} 元
per.type|kinds of messages|消息类型
per.channel|channels|发送渠道
places.site|the website|网站
places.app|the app|应用
places.platform|the platform|平台
route.centre|in the privacy centre|隐私中心
route.member-center|in the member centre|会员中心
route.customer-service|through customer service|客服
route.app|in the app|应用内
route.settings|in the settings|应用设置
route.device-settings|in the settings of your device|设备系统设置
route.mail|by e-mail|电子邮件
route.email|by e-mail|电子邮件
route.post|by post|邮寄
route.letter|by letter|信函
route.phone|by telephone|电话
route.website|on the website|网站
route.site|on the website|网站
stop.settings|in the settings|在设置中关闭
stop.letter|by letter|来信说明
ground.refuse|refuse|拒绝办理
ground.respond|respond|办理
event.dispute-closed|the dispute is settled|争议解决
event.duty-ended|the duty ends|相关义务终止
event.account-closed|your account is closed|您注销账号
event.contract-ended|the contract ends|合同终止
event.case-closed|the case is closed|案件办结
"""
