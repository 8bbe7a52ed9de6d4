"""What the closed words of the field are called in a published text: AREA.WORD, English, Chinese.

Rules
- A word is looked up under its area, else under `word`, where the words stand that mean the same everywhere.
- A word that the file itself names (an element, a role, a kind of evidence) is called as the file calls it, not here.

Example
    >>> LABELS["basis.contract"]
    ('a contract with you', '为订立、履行与您之间的合同所必需')
"""

from __future__ import annotations

from troth.notices.publishing.scenes import SCENES
from troth.notices.publishing.sentences import SENTENCES
from troth.notices.publishing.words import WORDS

_LABELS = """
level.implied|consent by going on|以继续使用表示的同意
level.explicit|explicit consent|明示同意
level.separate|separate consent|单独同意
level.written|written consent|书面同意
act.serve|give the function|提供功能
act.collect|collect|收集
act.use|use|使用
act.combine|combine|关联合并
act.read|look at|查阅
act.profile|build a profile|形成用户画像
act.contact|contact you|与您联系
act.keep|keep|保存
act.erase|erase|删除
act.instruct|give instructions|下达指示
act.entrust|have processed on our behalf|委托处理
act.share|share|共享
act.transfer|transfer|转让
act.disclose|make public|公开披露
act.export-abroad|send abroad|向境外提供
actor.system|our programs|我们的系统
actor.staff|our staff|我们的员工
actor.administrator|administrators|管理员
actor.individual|you or another individual|您本人或其他个人
actor.guardian|a guardian|监护人
actor.recipient|a recipient|接收方
actor.public|anybody|任何人
role.own-group|part of our own group|集团内部
role.processor|processes on our behalf (entrusted)|受托处理
role.affiliate|affiliate (shared with)|关联公司（共享）
role.partner|partner (shared with)|合作方（共享）
role.third-party|third party (shared with)|第三方（共享）
role.authority|public authority|公权力机关
role.successor|successor (transferred to)|承接方（转让）
basis.agreement|your agreement to this policy|您对本政策的同意
basis.contract|a contract with you|为订立、履行与您之间的合同所必需
basis.legal-duty|a duty under law|为履行法定职责或法定义务所必需
basis.instruction|the instruction of the organisation whose information it is|信息所属组织的指示
basis.ground|a ground named in law, shown each time|法律规定的其他情形，逐次证明
basis.none|none needed, as it is no personal data|不涉及个人信息，无需依据
basis.consent|your consent|您的同意
basis.consent-implied|your consent, by going on|您以继续使用表示的同意
basis.consent-explicit|your explicit consent|您的明示同意
basis.consent-separate|your separate consent|您的单独同意
basis.consent-written|your written consent|您的书面同意
form.raw|as it is|原始信息
form.masked|masked|掩码处理
form.keyed-code|turned into a keyed code|加密编码
form.de-identified|de-identified|去标识化
form.aggregated|summed up|汇总统计
form.anonymised|anonymised|匿名化
precision.exact|exact|精确
precision.street|to the street|到街道
precision.district|to the district|到区县
precision.city|to the city|到城市
precision.region|to the province|到省份
precision.country|to the country|到国家
relation.self|you|您本人
relation.author|who wrote it|发布者
relation.receiver|who it was sent to|接收者
relation.counterpart|the other side of your dealing|交易对方
relation.matched|people you were matched with|匹配到的用户
relation.same-organisation|people of the same organisation|同一组织的成员
relation.guardian|a guardian|监护人
relation.members|members|会员
relation.public|everybody|所有人
relation.friend|friends|好友
storage.cookie|cookie|Cookie
storage.flash-cookie|Flash cookie|Flash Cookie
storage.local-storage|local storage|本地存储
storage.session-storage|session storage|会话存储
storage.indexed-db|IndexedDB|IndexedDB
storage.beacon|web beacon|网络信标
storage.pixel|pixel|像素标签
storage.device-identifier|device identifier|设备标识符
unit.minute|minutes|分钟
unit.hour|hours|小时
unit.day|days|日
unit.working-day|working days|个工作日
unit.week|weeks|周
unit.month|months|个月
unit.year|years|年
then.erase|then erased|之后删除
then.anonymise|then anonymised|之后匿名化
then.restrict|then kept for the law only|之后仅依法留存
keep.until|until {what}|至{what}
keep.from|{period} from {what}|自{what}起 {period}
keep.at-least|at least {period}|不少于 {period}
keep.none|not kept after use|使用后不保存
keep.not|nothing is kept|不保存
keep.elsewhere|not kept apart; for how long stands with: |不另行保存，期限见原收集目的：
from.first|{period} from {what}|自{what}起 {period}内
from.within|within {period}|{period}内
data.none|no personal data|不涉及个人信息
data.any|what the case at hand requires, shown to be needed each time|视具体情形所必需的信息，逐次证明必要
refused.this|only this is missing: {what}; everything else works as before|仅无法使用：{what}，其他功能不受影响
refused.this-only|only this is missing; everything else works as before|仅此项无法使用，其他功能不受影响
refused.needed|this function cannot work without what it needs|不提供必需信息，则此项功能无法实现
decides.minor|by program, with little effect on you; a human looks again if you ask|由程序作出，对您影响较小；您可要求人工复核
decides.significant|by program, with weight for you; you may have it explained, reviewed by a human, or refuse it|由程序作出，对您有重大影响；您可要求说明、人工复核，或拒绝仅由程序决定
need.consent|your {level}|您的{level}
need.consent-for|your {level} to: {what}|您对“{what}”的{level}
need.naming|your {level}, naming {what}|您就{what}作出的{level}
need.agreement|your agreement to this policy ({level})|您对本政策的同意（{level}）
need.guardian|the guardian's {level}|监护人的{level}
need.told|having told you: {words}|事先告知：{words}
need.role|done only by: {words}|仅由{words}处理
need.permission|the permission: {words}|已授予权限：{words}
need.age|an age of {age} or more|年满 {age} 周岁
need.relation|only: {words}|仅限{words}
need.region|staying in: {words}|不超出以下地区：{words}
need.transport|an encrypted connection|加密传输
need.authenticated|a caller that has proved who it is|调用方身份已经核验
need.form|this form: {words}|信息须为：{words}
need.instruction|the instruction of the organisation whose information it is|信息所属组织的指示
need.evidence|{words}|{words}
naming.act|what is done|处理方式
naming.recipient|the recipient|接收方
naming.purpose|the purpose|目的
naming.data|the items|具体信息
witness.guardian|given by the guardian|由监护人作出
witness.recipient-attested|confirmed by the recipient|由接收方确认
witness.organisation-attested|confirmed by the organisation|由所属组织确认
witness.own|given to us|直接向我们作出
when.act|what is done|处理方式
when.data|information|信息
when.kind|kind of information|信息类型
when.sensitive|sensitive data|敏感个人信息
when.form|form|信息形式
when.origin|obtained from|来源
when.product|product|产品
when.purpose|purpose|目的
when.function|function|功能
when.channel|channel|渠道
when.recipient|recipient|接收方
when.recipient-role|kind of recipient|接收方类型
when.region|region|地区
when.actor|who acts|处理者
when.role|role|角色
when.basis|basis|依据
when.transport|connection|传输方式
when.app-state|state of the app|应用状态
when.trigger|on|触发操作
when.activity|during|活动
when.verdict|finding|检查结论
when.content|content|内容
when.account-type|kind of account|账号类型
when.relationship|relationship|关系
when.in-use|while in use|正在使用
when.customer|customer|客户
when.country|country|国家或地区
age.declared|you state it|由您声明
age.ask|you are asked first|先行询问
age.treat-as-adult|you count as an adult|按成年人对待
choice.needed|stored without asking, as the site cannot run without it|运行所必需，无需选择
choice.asked|stored only after you agreed|仅在您同意后存放
agreement.by|by {what}|{what}
agreement.reducing|needs your {level}|须取得您的{level}
agreement.covers|counts as {level}, and only for: {what}|仅视为{level}，且仅适用于：{what}
agreement.stops-everything|everything stops|停止一切处理
agreement.stops-what-rests-on-it|what rests on your agreement stops|停止以您的同意为依据的处理
refuses.all|everything|一切处理
refuses.nothing|nothing|无
own-use.refuse|none|不自行使用
within.attested|after the organisation has confirmed it|组织确认后
within.activated|after the organisation has switched it on|组织开通后
decided.probe|checked by a test that runs|运行检测
decided.attested|confirmed by who answers for it|由负责人确认
kind.account|account|账号信息
kind.authorization|sign-in secrets|登录凭证
kind.behavior|behaviour|行为记录
kind.biometric|biometric|生物识别信息
kind.physiological|physical state|生理信息
kind.childrens|of children|儿童信息
kind.contact|contact|联系信息
kind.content|content|内容信息
kind.criminal_history|criminal record|犯罪记录
kind.demographic|about the person|个人基本资料
kind.device|device|设备信息
kind.financial|property|财产信息
kind.government_id|identity document|身份证件信息
kind.health_and_medical|health|医疗健康信息
kind.job_title|work|职业信息
kind.legal_case|legal case|案件信息
kind.location|location|位置信息
kind.name|name|姓名
kind.organisation|organisation|组织信息
kind.payment|payment|支付信息
kind.privacy_preferences|preferences|隐私偏好
kind.risk_assessment|risk|风险评估信息
kind.sensor|sensors|传感器信息
kind.social|social|社交关系
kind.statistics|statistics|统计信息
kind.telemetry|technical records|运行记录
kind.transaction|transaction|交易信息
kind.unique_id|identifier|标识符
kind.user_sensor|sensors|传感器信息
kind.workplace|workplace|工作信息
region.CN|mainland China|中国大陆
region.HK|Hong Kong, China|中国香港
region.MO|Macao, China|中国澳门
region.TW|Taiwan, China|中国台湾
region.SG|Singapore|新加坡
region.US|the United States|美国
region.EU|the European Union|欧盟
region.JP|Japan|日本
region.DE|Germany|德国
region.GB|the United Kingdom|英国
region.abroad|abroad|境外
statute.pipl|Personal Information Protection Law, article {article}|《个人信息保护法》第 {article} 条
statute.netdata|Network Data Security Management Regulations, article {article}|《网络数据安全管理条例》第 {article} 条
statute.dsl|Data Security Law, article {article}|《数据安全法》第 {article} 条
statute.csl|Cybersecurity Law, article {article}|《网络安全法》第 {article} 条
law.CN|the law of mainland China|中华人民共和国法律
sensitive.true|sensitive data|敏感个人信息
sensitive.false|other data|非敏感个人信息
flag.true|yes|是
flag.false|no|否
"""

LABELS: dict[str, tuple[str, str]] = {
    row[0]: (row[1], row[2])
    for row in (
        line.split("|") for line in (_LABELS + WORDS + SCENES + SENTENCES).strip().splitlines() if line
    )
}
