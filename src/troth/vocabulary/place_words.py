"""What is said about places: kinds of data, acts, and why something is not done, in English and Chinese.

Pages and the terminal say the same words: both read them here.

Rules
- One line, one text: key, English, Chinese. A key is `AREA.WORD`; in kinds of data dashes stand for underscores.
- The Chinese is written in Chinese, not translated word by word. A word that is not here is told as it is.

Example
    >>> place_word("placeact", "erase", "zh"), kind_word("contact.phone_number", "zh")
    ('删除', '电话号码')
"""

from __future__ import annotations

PLACE_WORDS = """
taxon.account|Account|账号
taxon.authorization|Passwords and sign-in|密码与登录凭证
taxon.behavior|Behaviour|行为记录
taxon.biometric|Biometric data|生物识别
taxon.childrens|Data of children|儿童信息
taxon.contact|Contact details|联系方式
taxon.content|Content|内容
taxon.criminal-history|Criminal record|犯罪记录
taxon.demographic|About the person|基本情况
taxon.device|Device|设备
taxon.financial|Money and property|财产
taxon.government-id|Identity documents|证件
taxon.health-and-medical|Health|健康
taxon.job-title|Position|职务
taxon.legal-case|Legal case|案件
taxon.location|Location|位置
taxon.name|Name|姓名
taxon.organisation|Organisation|组织
taxon.other|Other|其他
taxon.payment|Payment|支付
taxon.physiological|Physiological data|生理信息
taxon.privacy-preferences|Privacy choices|隐私选择
taxon.risk-assessment|Risk|风险评估
taxon.sensor|Sensors|传感器
taxon.social|Social relations|社交关系
taxon.statistics|Statistics|统计
taxon.telemetry|Telemetry|运行数据
taxon.transaction|Orders|交易
taxon.unique-id|Identifiers|标识符
taxon.user-sensor|Sensors of the user|用户传感器
taxon.workplace|Work|工作
taxon.contact.email|E-mail address|电子邮箱
taxon.contact.phone-number|Telephone number|电话号码
taxon.contact.address|Address|地址
taxon.contact.address.postal-code|Postal code|邮政编码
taxon.contact.emergency|Emergency contact|紧急联系人
taxon.contact.fax-number|Fax number|传真号码
taxon.contact.messaging-account|Messaging account|即时通信账号
taxon.contact.address-book|Address book|通讯录
taxon.account.avatar|Picture of the account|头像
taxon.account.nickname|Nickname|昵称
taxon.account.username|Name of the account|用户名
taxon.authorization.password|Password|密码
taxon.biometric.face|Face|人脸
taxon.biometric.fingerprint|Fingerprint|指纹
taxon.biometric.voice|Voice|声纹
taxon.demographic.date-of-birth|Date of birth|出生日期
taxon.demographic.education|Education|学历
taxon.demographic.gender|Gender|性别
taxon.demographic.marital-status|Marital status|婚姻状况
taxon.demographic.nationality|Nationality|国籍
taxon.demographic.occupation|Occupation|职业
taxon.demographic.political-opinion|Political opinion|政治面貌
taxon.demographic.race-ethnicity|Ethnic group|民族
taxon.demographic.religious-belief|Religion|宗教信仰
taxon.device.cookie-id|Cookie|Cookie 标识
taxon.device.device-id|Device|设备标识
taxon.device.identifier|Identifier of a device|设备识别码
taxon.device.ip-address|IP address|IP 地址
taxon.device.sim|SIM card|SIM 卡
taxon.financial.bank-account|Bank account|银行账户
taxon.financial.credit-card|Bank or credit card|银行卡
taxon.government-id.birth-certificate|Birth certificate|出生证明
taxon.government-id.drivers-license-number|Driving licence|驾驶证号
taxon.government-id.immigration|Travel permit|出入境证件
taxon.government-id.national-identification-number|Identity number|身份证件号码
taxon.government-id.passport-number|Passport number|护照号码
taxon.government-id.vehicle-registration|Vehicle|车辆登记信息
taxon.location.precise|Precise location|精确位置
taxon.name.first|Given name|名
taxon.name.last|Family name|姓
taxon.organisation.licence|Licence of an organisation|组织证照
taxon.transaction.order|Order|订单

scanwhat.resident-id|resident identity number|居民身份证号
scanwhat.resident-id-15|old resident identity number|15 位居民身份证号
scanwhat.hong-kong-id|Hong Kong identity card|香港身份证
scanwhat.macau-id|Macau identity card|澳门身份证
scanwhat.taiwan-id|Taiwan identity card|台湾身份证
scanwhat.social-security-number|social security number|社会保障号码
scanwhat.passport|passport|护照
scanwhat.hong-kong-macau-permit|permit for Hong Kong and Macau|港澳居民来往内地通行证
scanwhat.taiwan-permit|permit for Taiwan|台湾居民来往大陆通行证
scanwhat.plate|number plate|车牌
scanwhat.vehicle-number|vehicle number|车辆识别代号
scanwhat.mobile|mobile number|手机号码
scanwhat.landline|landline|固定电话
scanwhat.phone|telephone number|电话号码
scanwhat.email|e-mail address|电子邮箱
scanwhat.address|address|地址
scanwhat.messaging-account|messaging account|即时通信账号
scanwhat.bank-card|bank card|银行卡
scanwhat.credit-card|credit card|信用卡
scanwhat.iban|IBAN|国际银行账号
scanwhat.credit-code|code of an organisation|统一社会信用代码
scanwhat.name|name|姓名
scanwhat.birth-date|date of birth|出生日期
scanwhat.ip|IP address|IP 地址
scanwhat.mac|MAC address|MAC 地址
scanwhat.imei|IMEI|IMEI
scanwhat.imsi|IMSI|IMSI
scanwhat.iccid|ICCID|ICCID
scanwhat.url-with-id|address with an identifier|含标识的网址
scanwhat.position|position|地理坐标

dutyreason.holdings.no-place|the place does not open, or is on no data map any more|无法打开该位置，或该位置已不在数据地图上
dutyreason.holdings.no-reader|nothing here reads what is there|没有可读取该位置的程序
dutyreason.holdings.not-installed|a package that reads it is not installed|缺少读取该位置所需的组件
dutyreason.holdings.no-library|a package that works on it is not installed|缺少处理该位置所需的组件
dutyreason.holdings.stopped|reading broke off|读取中断
dutyreason.holdings.broken-off|the place broke off; nothing of the step remains|该位置中途断开，此步骤未留下任何改动
dutyreason.holdings.unreadable|a file cannot be read: put a whole copy in its place, or take it out|文件无法读取，请以完好的副本替换或将其移出
dutyreason.holdings.plan-changed|what the order would touch is not what was counted|指令的涉及范围与统计结果不符
dutyreason.holdings.map|the data map is wrong|数据地图有误
dutyreason.holdings.drifted|the place is not as the data map says|该位置与数据地图不符
dutyreason.holdings.not-identified|nothing is known by which the person is found there|缺少可在该处查找此人的标识
dutyreason.holdings.comes-back|somebody who was erased would be written again|将重新写入已删除者的信息
dutyreason.holdings.not-answered|the service has not given out yet what it holds|该服务尚未提供其保存的内容
dutyreason.holdings.no-secret|the secret shared with the service is no secret|与该服务共享的密钥不可用
dutyreason.holdings.no-setting|the address of the place is not set|未设置该位置的地址
dutyreason.holdings.not-by-hand|what was kept as done by hand is not right|人工处理结果登记有误
dutyreason.holdings.not-attested|nobody has said yet that it is done|尚无人登记完成
placeact.find|Find|查找
placeact.export|Find and copy out|查找并摘录
placeact.correct|Correct|更正
placeact.restrict|Put aside|限制处理
placeact.lift|Lift the restriction|解除限制
placeact.erase|Erase|删除
placeact.anonymise|Anonymise|匿名化
sweepstate.done|done|完成
sweepstate.more|goes on|未完
sweepstate.stopped|for an operator|待操作人员决定
sweepstate.kept|kept|保留
sweepstate.would|would go|将处理
sweepwhy.share|more than a run may take is due|到期比例超过上限
sweepwhy.cap|the cap of a run was reached|达到单次上限
sweepwhy.stopped|it was stopped|已被停止
sweepwhy.held|something is held for everybody|存在适用于全体的留存
sweepwhy.open|it ends with an event that has not happened|以尚未发生的事件为终点
sweepwhy.no-period|the policy states no period|政策未写明期限
sweepwhy.locked|somebody else works there|其他进程正在使用
sweepwhy.rows-changed|rows were changed meanwhile|期间数据有改动
sweepwhy.still-there|something of it is still there|仍有残留
sweepwhy.old-files|old files are still there|旧文件仍在
sweepwhy.files-elsewhere|old metadata name files outside the table, which are left alone|旧元数据指向表外文件，未作处理
sweepwhy.table-log|the log of the table still holds something|表日志中仍有残留
sweepwhy.names|names of folders hold values|文件夹名称中含有数据
sweepwhy.kept-back|the store keeps something back|存储服务保留了部分内容
sweepwhy.no-catalogue|no catalogue of the table is known|该表没有已知的目录
sweepwhy.no-purpose|the policy does not know the purpose|政策中没有该目的
sweepwhy.no-index|the column has no index|该列没有索引
sweepwhy.no-day-column|the column holds no day|该列不是日期
sweepwhy.no-such-column|there is no such column|没有该列
sweepwhy.no-key|the table has no key|数据表没有主键
sweepwhy.nothing-to-do|nothing of it can be done|没有可执行的处理
sweepdone.deleted|deleted|已删除
sweepdone.cleared|emptied|已清空
sweepdone.anonymised|made anonymous|已匿名化
sweepdone.restricted|put aside|已限制处理
sweepdone.lifted|lifted|已解除限制
sweepdone.corrected|corrected|已更正
sweepwhy.not-identified|nothing is known by which the person is found there|缺少可在该处查找此人的标识
sweepwhy.quarantine|more rows than an order may touch; a person looks at it|涉及行数超过单次指令上限，待人工核对
sweepwhy.more-rows|more rows of a table than the plan says|行数多于预演
sweepwhy.waits-for|another place comes first|须待其他位置先行完成
sweepwhy.unfinished|it is not finished|尚未完成
sweepwhy.readers|somebody reads there|有读取尚未结束
brokenwhy.too-many|more than one step may touch|超过单个步骤的上限
brokenwhy.rows-changed|rows were changed meanwhile|期间数据有改动
brokenwhy.an object is neither JSON lines nor CSV|an object is neither JSON lines nor CSV|对象既不是 JSON Lines 也不是 CSV
brokenact.read|read|读取
brokenact.act|act|执行操作
brokenact.make troth_orders|make troth_orders|建立 troth_orders 表
"""


def _read() -> dict[str, tuple[str, str]]:
    rows = (line.split("|") for line in PLACE_WORDS.splitlines() if line)
    return {key: (en, zh) for key, en, zh in rows}


_TEXTS = _read()


def place_word(area: str, word: str, language: str) -> str:
    """Return what `word` of `area` is called in `language`, or the word itself."""
    found = _TEXTS.get(f"{area}.{word}")
    return word if found is None else found[language == "zh"]


def kind_word(kind: str, language: str) -> str:
    """Return what a kind of data is called: by its own name, else by that of the kind which holds it."""
    said = kind.replace("_", "-")
    while said:
        if f"taxon.{said}" in _TEXTS:
            return place_word("taxon", said, language)
        said = said.rpartition(".")[0]
    return kind


def reason_word(why: str, language: str) -> str:
    """Return why a place has not done something: the word of a connector, the id of an error, or a word with a name behind it."""
    said, slash, file = why.partition("/")
    for area in ("sweepwhy", "dutyreason"):
        found = place_word(area, said, language)
        if found != said:
            return f"{found} ({file})" if slash else found
    word, _, name = why.partition(".")
    return f"{place_word('sweepwhy', word, language)} ({name})" if name else why
