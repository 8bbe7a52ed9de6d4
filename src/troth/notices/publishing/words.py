"""Words that mean the same wherever they stand in a file: events, routes, channels, functions; English and Chinese.

Rules
- A key is `word.WORD`, or `key.KEY` for a key of a duty that has free keys.
- Added to when a policy uses a new word; until then the text shows the word with its dashes opened, and says so.

Example
    word.account-closed|your account is closed|您注销账号
"""

from __future__ import annotations

WORDS = """
word.account-closed|your account is closed|您注销账号
word.organisation-closed|the organisation's account is closed|组织账号注销
word.service-ended|the service ends|服务终止
word.consent-withdrawn|you take your consent back|您撤回同意
word.instruction-ended|the instruction ends|指示终止
word.purpose-ended|the purpose is met|目的实现
word.purpose-met|the purpose is met|目的实现
word.relationship-ended|the relationship ends|关系终止
word.permission-off|you switch the permission off|您关闭权限
word.number-verified|the number is verified|号码完成验证
word.member-left|you leave the organisation|您退出组织
word.law-period-end|the period set by law ends|法定期限届满
word.ground-ends|the reason for it is gone|相关情形消失
word.ground-ended|the reason for it is gone|相关情形消失
word.function-done|the function is done|功能完成
word.visit|the end of your visit|本次访问结束
word.report|the report|接到报告
word.verification|the check of your identity|核实身份
word.receipt|receipt|收到请求
word.submission|submission|提交申请
word.collection|collection|收集
word.ticket-closed|the case is closed|服务单办结
word.discovery|discovery|发现
word.last-use|the last use|最后一次使用
word.backup|the backup|备份
word.approval|approval|批准
word.until-approved|until it is approved|审核通过前
word.proof|waiting for your proof of identity|等待您补充身份证明
word.fee|waiting for the fee|等待缴纳费用
word.centre|in the privacy centre|在隐私中心
word.member-center|in the member centre|在会员中心
word.customer-service|through customer service|联系客服
word.app|in the app|在应用内
word.site|on the website|在网站
word.website|on the website|在网站
word.platform|on the platform|在平台
word.mail|by e-mail|电子邮件
word.email|by e-mail|电子邮件
word.letter|by letter|信函
word.post|by post|邮寄信函
word.phone|by telephone|电话
word.sms|by text message|短信
word.push|by push message|推送
word.pop-up|in a pop-up|弹窗
word.announcement|by announcement|公告
word.settings|in the settings|在设置中
word.device-settings|in the settings of your device|在设备系统设置中
word.reply|reply to the message|回复退订
word.link|use the link in it|点击退订链接
word.spoken|say so|口头告知
word.switch|switch it off|关闭开关
word.menu|choose it in the menu|在菜单中关闭
word.type|this kind of message|此类消息
word.channel|this channel|此渠道
word.all|all messages|全部消息
word.json|a file that programs can read (JSON)|机器可读文件（JSON）
word.self|you|您本人
word.designee|whom you name|您指定的人
word.subject|you|您本人
word.operator|our staff, on what you tell us|工作人员（根据您的来信来电）
word.guardian|your guardian|监护人
word.customer|the customer|客户
word.organisation|the organisation|组织
word.privacy-officer|the privacy officer|个人信息保护负责人
word.another-operator|someone else than who decided|另一名工作人员
word.security-lead|who leads security|安全负责人
word.operations-lead|who leads operations|运维负责人
word.facilities|who runs the buildings|场所负责人
word.all-origins|wherever it came from|不论来源
word.offer-copy|we offer you a copy|提供信息副本
word.warn-backup|we remind you to back up|提醒您备份
word.warn-consequences|we tell you what it means|提示注销的后果
word.open-dispute|a dispute is open|存在未了结的争议
word.unpaid-order|an order is unpaid|存在未付款的订单
word.cancel-reason|the reason|注销原因
word.registration-number|the registration number|注册编号
word.contact-phone|a telephone number|联系电话
word.birth-date|date of birth|出生日期
word.law|law asks for it|法律要求
word.own-authorisation|they have their own authorisation|对方已取得独立授权
word.login|signing in|登录验证
word.one-time-code|a one-time code|一次性验证码
word.written-form|a written form|书面申请
word.request|requests|权利请求
word.question|questions|咨询
word.complaint|complaints|投诉
word.suggestion|suggestions|建议
word.infringement-notice|notices of infringement|侵权通知
word.by-stamp|on the day of the postmark|以邮戳日期为准
word.event-and-cause|what happened and why|事件情况和原因
word.cause|why it happened|事件原因
word.impact|what it may mean for you|可能造成的影响
word.done|what we have done|已采取的措施
word.planned|what we will do|将采取的措施
word.what-you-can-do|what you can do|您可以采取的措施
word.remedies|how we make up for it|补救措施
word.risk-advice|how to lower the risk|降低风险的建议
word.compensation|compensation|赔偿方式
word.contact|how to reach us|联系方式
word.freeze|freeze the account|冻结账号
word.revoke-logins|end all sessions|强制下线
word.force-reset|have the password reset|要求重设密码
word.isolate|isolate what is affected|隔离受影响的系统
word.preserve-evidence|keep the evidence|保全证据
word.rotate-keys|change the keys|更换密钥
word.assess|assess the effect|评估影响
word.level-major|it is major or worse|达到较大及以上级别
word.without-delay|without delay|立即
word.unreachable|people who cannot be reached|无法逐一告知的人
word.required|a reason is written down|须记录原因
word.at-once|at once|立即
word.immediate|at once|立即生效
word.same-effect|with the same effect|效力相同
word.purpose|purposes|处理目的
word.data|kinds of information|信息种类
word.manner|the way of processing|处理方式
word.rights|your rights|您的权利
word.route|how to use your rights|行使权利的方式
word.limit-longer|longer periods|期限延长
word.high-risk|high risk in an assessment|评估显示存在高风险
word.principal-recipient|main recipients|主要接收方
word.recipient|recipients|接收方
word.owner|who owns the service|所有者变更
word.unit|the answerable unit|负责部门
word.neutral-changes|changes that take nothing from you|不影响您权益的变更
word.click|clicking|点击同意
word.before-first-collection|before anything is collected|首次收集信息之前
word.announced-date|on the announced day|公告载明的日期
word.unauthorised-access|unauthorised access|未经授权的访问
word.unauthorised-use|unauthorised use|未经授权的使用
word.unauthorised-disclosure|unauthorised disclosure|未经授权的披露
word.unauthorised-modification|unauthorised change|未经授权的修改
word.unauthorised-destruction|unauthorised destruction|未经授权的毁损
word.public-disclosure|publication|公开泄露
word.weak-controls|weak controls|措施不足
word.damage|damage|损毁
word.loss|loss|丢失
word.theft|theft|盗用
word.misuse|misuse|滥用
word.misuse-by-recipient|misuse by recipients|接收方滥用
word.improper-use|improper use|不当使用
word.improper-dissemination|improper dissemination|不当传播
word.disclosure|disclosure|泄露
word.alteration|alteration|篡改
word.unlisted-sdk|SDKs that are not listed|未列明的 SDK
word.excess-fields|more fields than agreed|超范围字段
term.lead|{period} ahead|提前 {period}
term.not-before|not before {period} have passed|不早于 {period}
term.when|if {what}|情形：{what}
term.otherwise|otherwise: {what}|其他情形：{what}
term.final|final report within {period}|{period}内提交最终报告
term.channels|by: {what}|方式：{what}
term.do|what we do: {what}|措施：{what}
term.plan|steps: {what}|步骤：{what}
term.pause|the clock stops during: {what}|不计入期限：{what}
term.unless|except: {what}|例外：{what}
term.rejections|may be turned down only because: {what}|仅可因下列原因不予通过：{what}
term.at-least|over at least {count} of these ways|至少使用其中 {count} 种方式
term.announce|also announced in public|同时公告
term.by|by: {what}|由{what}负责
term.severable|the rest stands|其余条款仍然有效
linkage.identified|your identity|您的身份
word.cookie|cookie|Cookie
word.by-category|category by category|按类别选择
word.refuse-all|refuse all|全部拒绝
word.accept-all|accept all|全部同意
word.ask-each-time|ask each time|每次询问
word.background|in the background|在后台
word.foreground|in the foreground|在前台
word.company-account|it is a company's account|企业账号
word.risky|found risky|判定有风险
word.voice-session|while you speak to the app|语音交互期间
word.yes|in use|使用中
word.abroad|abroad|境外
word.public-safety|public safety|公共安全
word.public-security|public security|公共安全
word.public-health|public health|公共卫生
word.major-public-interest|a major public interest|重大公共利益
word.regulator|a regulator asks for it|监管要求
word.stop-recipient|have the recipient stop|要求接收方停止处理
word.tell-recipient|tell the recipient|通知接收方
word.stop-disclosure|stop the disclosure|停止公开
word.refuse|refuse|拒绝
word.respond|respond|响应
word.always|always, as far as possible|尽可能部分办理
word.erase|erased|删除
word.end|end|终止
word.holds|kept only where law orders it|仅保留依法留存的部分
word.liability|liability for the past|此前的责任
word.own-accounts|your own account stays|保留个人账号
word.consents-void|your consents end|此前的同意失效
word.CN|the calendar of mainland China|中国大陆日历
word.sign-up|sign up|注册
word.sign-in|sign in|登录
word.login-page|sign in|登录
word.register|signing up|注册
word.log-in|signing in|登录
word.online-form|filling in a form|填写在线表单
word.submit|submitting|提交
word.upload|uploading|上传
word.publish|publishing|发布
word.scan|scanning|扫码
word.pick|picking from the album|从相册选取
word.paste|pasting|粘贴
word.pause|pause|暂停
key.data|information|信息
key.agreements|agreements|协议
key.survive|what stays|继续有效
key.keep|what stays|保留
key.gone-within|gone within|清除期限
key.ask-within|asked for within|提出要求
key.methods|ways|方式
key.cooling-off|waits|冷静期
key.sensitive|sensitive information|敏感个人信息
key.lapse-after|lapses after|逾期失效
key.within|within|期限
key.free|free of charge|免费次数
key.then|then|之后
key.approve|approved by|批准人
key.before-refusal|before a refusal|先于拒绝适用
key.reviewer|reviewed by|复核人
key.places|where|发布位置
key.for|for|对象
key.reason|reason|原因
key.instead-above|instead, from a share of|替代逐一告知的比例
key.tell-before|you are told before|提前告知
key.without-undertaking|if the successor takes on no duty|承接方未承诺的
key.return-or-erase-within|returned or erased within|返还或删除期限
key.stop|processing stops|停止处理
key.remove-within|removed within|删除期限
key.per|one by one|分别退订
key.global|all at once|一次全部退订
key.call|on the telephone|电话中
key.by-operator|through our staff|由客服代办
key.effect|effect|生效
key.warn|warning ahead|到期提醒
key.assessment|assessment every|评估周期
key.audit|audit every|审计周期
key.name|name|名称
key.zh|Chinese name|中文名称
key.head|led by|负责人
key.address|address|地址
key.email|e-mail|电子邮箱
key.phone|telephone|电话
contact.email|e-mail|电子邮箱
contact.phone|telephone|电话
contact.address|address|地址
contact.post|post|邮寄地址
contact.web|website|网址
event.visit|the end of your visit|本次访问结束
channel.email|e-mail|电子邮件
channel.mail|e-mail|电子邮件
channel.phone|telephone|电话
channel.sms|text message|短信
channel.push|push message|推送
channel.in-app|message in the app|应用内消息
channel.pop-up|pop-up|弹窗
channel.announcement|announcement|公告
channel.letter|letter|信函
clause.access|See your information|查阅您的信息
clause.copy|Get a copy|复制您的信息
clause.correct|Correct your information|更正、补充您的信息
clause.delete|Have your information erased|删除您的信息
clause.withdraw|Take back a consent|撤回同意
clause.cancel-account|Close your account|注销账号
clause.object-automated|Question an automated decision|对自动化决策提出异议
clause.stated|Your rights|您的权利
clause.answer|Answer|答复
clause.decide|Decision|决定
clause.age|How the age is known|如何确认年龄
clause.under-14|Under 14|不满十四周岁
clause.under-18|Under 18|不满十八周岁
clause.hold|Kept because law orders it|依法留存
clause.contacts|How to reach us|联系我们
clause.controller|Who is responsible|个人信息处理者
clause.minors|Children and young people|未成年人
clause.messages|Messages we send|我们发送的消息
clause.incidents|When something goes wrong|发生安全事件时
clause.changes|Changes to this policy|本政策的变更
clause.termination|End of a service|服务终止
clause.requests|How we handle a request|办理请求
clause.protection|How we protect information|信息保护
clause.refusing|When a request may be refused|可以不予办理的情形
clause.deleting|When we erase|应当删除的情形
clause.keeping|When information is kept longer|继续保存的情形
clause.providing|When no consent is needed|无需征得同意的情形
clause.share|Sharing|共享
clause.transfer|Transfer|转让
clause.disclose|Making public|公开披露
clause.entrust|Processing on our behalf|委托处理
clause.mail|E-mail|电子邮件
clause.email|E-mail|电子邮件
clause.post|Post|邮寄
clause.phone|Telephone|电话
clause.sms|Text message|短信
clause.push|Push message|推送
clause.in-app|Message in the app|应用内消息
clause.hotline|Hotline|服务热线
clause.online|Online|在线客服
clause.about-us|About us, in the app|应用内“关于我们”
clause.encrypt-at-rest|Stored information is encrypted|信息加密存储
clause.access-control|Access control|访问权限控制
clause.door-control|Doors are guarded|门禁管理
clause.backup|Backup|数据备份
clause.change-log|Changes are recorded|变更留痕
clause.rules-and-team|Rules and a team|管理制度与专职团队
clause.settings|Where to change it|设置路径
clause.account-closed|After an account is closed|账号注销后
clause.service-ended|After a service has ended|服务终止后
clause.stop-order|After an order to stop|收到停止要求后
clause.under-review|While a request is reviewed|审核期间
"""
