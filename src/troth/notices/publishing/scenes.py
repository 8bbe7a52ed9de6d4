"""What functions, triggers and other occasions are called; English and Chinese.

Rules
- A function that one purpose needs is called as that purpose is, unless it stands here.
- As in `words`: added to when a policy uses a new word.

Example
    function.find-friends|find friends|查找好友
"""

from __future__ import annotations

SCENES = """
function.sign-up|sign up|注册
function.sign-in|sign in|登录
function.account|the account|账号
function.one-click-login|one-tap sign-in|一键登录
function.third-party-login|sign in with another account|第三方账号登录
function.scan-login|sign in by scanning|扫码登录
function.saved-sign-in|stay signed in|保持登录
function.sign-in-session|the session|登录会话
function.remember-me|remember me|记住登录状态
function.new-device-check|check of a new device|新设备验证
function.authentication|identity check|身份认证
function.identity|identity check|身份核验
function.company-authentication|company verification|企业认证
function.company-page|company page|企业主页
function.register-organisation|register an organisation|注册组织
function.organisation-structure|structure of the organisation|组织架构
function.organisation-call|calls within the organisation|组织内通话
function.manage-platform|manage the platform|管理平台
function.sub-account|sub-accounts|子账号
function.activate-services|switch services on|开通服务
function.upload-members|upload members|上传成员
function.upload-chart|upload the chart of the organisation|上传组织架构
function.invitation|invitations|邀请成员
function.order|orders|订单
function.enquiry|enquiries|询价咨询
function.mail-out|sending mail|邮寄
function.product-display|product display|产品展示
function.wallet|wallet|钱包
function.card-payment|payment by card|银行卡支付
function.charge-fee|fees|收取费用
function.trial|trial|试用
function.support|customer service|客户服务
function.customer-service|customer service|客户服务
function.survey|surveys|问卷调查
function.post|posts|发布内容
function.search|search|搜索
function.search-history|search history|搜索历史
function.browsing|browsing|浏览
function.documentation|reading the guides|查阅文档
function.find-friends|find friends|查找好友
function.friend-suggestions|friend suggestions|好友推荐
function.contact-matching|matching of contacts|通讯录匹配
function.address-book|address book|通讯录
function.photo|take photos|拍照
function.take-photo|take photos|拍照
function.video|record video|拍摄视频
function.video-with-sound|record video with sound|拍摄有声视频
function.scan|scan codes|扫码
function.code-scan|scan codes|扫码
function.picture-upload|upload pictures|上传图片
function.album-upload|upload from the album|从相册上传
function.chat-media|pictures and videos in chats|聊天发送图片和视频
function.picture-in-chat|pictures in chats|聊天发送图片
function.picture-in-group|pictures in groups|群内发送图片
function.profile-picture|profile picture|设置头像
function.change-avatar|profile picture|更换头像
function.submit-files|submit files|提交文件
function.voice-message|voice messages|语音消息
function.voice-chat|voice chat|语音聊天
function.voice-command|voice commands|语音指令
function.voice-search|voice search|语音搜索
function.other-voice|other talk with the app|其他语音交互
function.device-chat|messages with devices|人与设备对话
function.push|push messages|推送
function.positioning|location|定位
function.attendance|attendance|考勤
function.face-check-in|check in by face|人脸打卡
function.event-check-in|check in at an event|活动签到
function.visit-report|visit reports|拜访记录
function.approval|approvals|审批
function.work-log|work log|工作日志
function.calendar-task|tasks in the calendar|日历任务
function.alarm-task|task alarms|任务提醒
function.review|review|审核
function.handle|handle the case|处理事务
function.consent|consent|征得同意
function.instruct|give instructions|下达指示
function.report-infringement|report an infringement|侵权投诉
function.infringement|infringements|侵权处理
function.account-risk|account safety|账号风险识别
function.app-safety|safety of the app|应用安全
function.fraud|fraud prevention|防范欺诈
function.incident-prevention|prevention of incidents|预防安全事件
function.event-prevention|prevention of incidents|预防安全事件
function.security-breach|security breaches|安全事件处置
function.illegal-act|illegal acts|违法行为处置
function.dangerous-act|dangerous acts|危险行为处置
function.rule-violation|breaches of rules|违规行为处置
function.risk-assessment|risk assessment|风险评估
function.unusual-status|unusual states|异常状态识别
function.smoothness|smooth running|运行流畅度优化
function.engagement|engagement|互动
function.consistent-experience|the same on every device|多端一致体验
function.fitting-push|fitting messages|适配推送
function.product-adaptation|fitting to your device|产品适配
function.tailored-pages|tailored pages|定制页面
trigger.register|signing up|注册时
trigger.log-in|signing in|登录时
trigger.submit|submitting|提交时
trigger.upload|uploading|上传时
trigger.publish|publishing|发布时
trigger.scan|scanning|扫码时
trigger.pick|picking from the album|选取时
trigger.paste|pasting|粘贴时
trigger.online-form|filling in a form|填写在线表单时
trigger.survey-submit|sending in a survey|提交问卷时
trigger.add-task|adding a task|添加任务时
trigger.clock-in|clocking in|上班打卡时
trigger.clock-out|clocking out|下班打卡时
trigger.camera-icon|tapping the camera|点击相机图标时
trigger.microphone-icon|tapping the microphone|点击麦克风图标时
trigger.choose-contact|choosing a contact|选择联系人时
trigger.related-content|opening related content|打开相关内容时
trigger.assistance|asking for help|请求协助时
trigger.support-conversation|talking to support|与客服沟通时
trigger.service-support|asking for service|请求服务支持时
trigger.technical-support|asking for technical support|请求技术支持时
trigger.product-advice|asking for advice on products|咨询产品时
trigger.community-discussion|discussing in the community|参与社区讨论时
trigger.interactive-service|using interactive services|使用互动服务时
trigger.experience-feedback|giving feedback|反馈使用体验时
trigger.marketing-participation|taking part in a promotion|参与营销活动时
trigger.third-party-cooperation|cooperation with third parties|与第三方合作时
content.activities|activities|活动
content.features|features|功能
content.services|services|服务
content.unrelated|unrelated content|无关内容
in-use.company-page|company page|企业主页
in-use.mail-out|sending mail|邮寄
in-use.order|orders|订单
in-use.search|search|搜索
in-use.wallet|wallet|钱包
in-use.yes|while you use it|使用期间
confirm.lawful|that it is lawful|来源合法
confirm.scope|what it may be used for|授权范围
confirm.origin|where it came from|来源
confirm.onward-consent|that you agreed to its being passed on|您已同意向我们提供
state.hold|what law orders kept|依法留存的信息
transport.encrypted|encrypted|加密传输
event.search|the search|搜索完成
event.service-delivered|the service is done|服务完成
event.order-completed|the order is completed|订单完成
rejection.identity-not-proved|identity was not proved|未能核实身份
against.executable-content|harmful content|恶意可执行内容
against.re-identification|being recognised again|重新识别
against.unlisted-cookie|cookies that are not listed|未列明的 Cookie
against.probe|attempts to intrude|入侵探测
authority.cyberspace-administration|the cyberspace administration|网信部门
authority.data-protection-authority|the data protection authority|个人信息保护主管部门
court.shanghai-jingan-district-peoples-court|Shanghai Jing'an District People's Court|上海市静安区人民法院
by.declaration|what is declared|登记声明
by.facilities-lead|who leads facilities|场所负责人
by.legal-lead|who leads legal affairs|法务负责人
clause.cancellation-question|Questions on closing an account|注销账号的咨询
word.block|block it|屏蔽
word.content|content|内容
key.content|content|内容
"""
