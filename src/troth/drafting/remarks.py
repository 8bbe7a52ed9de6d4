"""The remarks in a starter file: what was asked, what is a default that protects, and why.

Rules
- One line, one remark: key, English, Chinese. A default says that it is one.

Example
    >>> remark("logs", "en")[:7]
    'Default'
"""

from __future__ import annotations

_REMARKS = """
head-1|Privacy policy of your company, made from your answers. This file is what Troth runs: every step of your software asks it first.|贵公司的隐私政策，根据您的回答生成。Troth 执行的就是这份文件：软件每次处理个人信息之前，都先问它。
head-2|Read it aloud. Lines that begin with # are remarks for you; the others are what is applied. What is not written here is refused.|请逐行朗读一遍。以 # 开头的是写给您的说明，其余各行就是实际执行的内容；没有写到的，一律拒绝。
head-3|"Default" marks a number or rule that nobody was asked about: it protects people; change it to what you really do. After every change: troth check FILE.|注明“默认”的数字和规则没有问过您，均从保护个人出发，请改为实际做法。每次修改之后，请运行 troth check 文件名。
head-4|It is a beginning, not legal advice: have it read before it is published.|这只是起点，不是法律意见，发布之前请交专业人士审阅。
version|Count it up with every change: 1.1, 1.2 ... People who agreed to an older version are asked again where that is needed.|每次修改都要更新版本号：1.1、1.2……需要时，会请同意过旧版本的人重新确认。
effective|Add the day on which it is published: effective: "2030-01-31"|发布时请补写生效日期：effective: "2030-01-31"
effective-given|The day from which it holds. Change it to the day on which you publish, if that is later.|生效日期。实际发布日期更晚的，请改为发布当日。
laws|Your answer. The law's own minimum is added to every rule below and cannot be switched off one by one.|根据您的回答。法律的最低要求会自动叠加到下面每一条规则上，不能逐条关闭。
no-laws|Your answer: no law is named, so only what stands below protects people. With laws: [pipl] the minimum of Chinese law is added.|根据您的回答，未指明适用的法律，仅靠下文的规则保护个人。写上 laws: [pipl]，即叠加中国法律的最低要求。
region|Your answer. Every other country is abroad.|根据您的回答。其他国家和地区都算境外。
agreement|People read the policy and click before anything is collected. A no stops only what rests on the agreement.|先阅读、再点击同意，之后才收集信息。不同意的，只停止以同意本政策为前提的处理。
data|The closed list of what may be handled at all. An element that is not here is refused.|可以处理的信息，全部列在这里。没有列出的一律拒绝。
purposes|What for. A step names one of these, takes only data from its list, and waits for what it rests on (basis).|处理目的。每次处理都要指明其中一项，只能使用该项清单内的信息，并满足它的前提（basis）。
account-asked|Your answer.|根据您的回答。
orders|Default: three years, the least that the E-Commerce Law asks for records of orders (article 31).|默认：三年，即《电子商务法》第三十一条规定的订单信息最短保存期。
support|Default: twelve months after the matter is closed.|默认：事项办结后十二个月。
location|Default: one day; a place is needed now and not later.|默认：一天。位置只在当下有用。
pictures|Default: thirty days.|默认：三十天。
recommendations|Default: ninety days; interests change.|默认：九十天。兴趣会变。
logs|Default: six months, the least that the Cybersecurity Law asks for network logs.|默认：六个月，即《网络安全法》规定的网络日志最短留存期。
human|A person may refuse it, and a human looks again (PIPL 24).|个人可以拒绝，并可要求人工复核（《个人信息保护法》第二十四条）。
permissions|What the phone is asked for, and only when the function is used.|仅在使用相应功能时，才向手机申请的权限。
trackers|What is stored in a browser or app, in full. Without a choice only what is necessary is stored.|存放在浏览器或应用中的内容，全部登记于此。未作选择之前，只存放必需的内容。
lives|Default: ninety days.|默认：九十天。
recipients|Your answer. Nothing is passed on before a contract is signed: then write signed: true.|根据您的回答。合同签署之前不得提供；签署后请写 signed: true。
unsigned|Not signed yet, so refused.|合同尚未签署，因此拒绝提供。
abroad|Abroad: refused until the cross-border record is on file, and the person says yes to just this (PIPL 38, 39).|位于境外：须先有跨境提供记录，并取得个人的单独同意（《个人信息保护法》第三十八、三十九条）。
no-address|Add how people reach it: contact: ...|请补写联系方式：contact: ...
notices|Sensitive data: people are told first why they are needed and what it means for them (PIPL 30). Say it in your own words.|敏感个人信息：事先告知必要性和对个人的影响（《个人信息保护法》第三十条）。请按实际情况改写。
providing|These receive data as handlers of their own: each time the person's separate consent is needed, naming the company (PIPL 23).|以下公司自行决定如何处理：每次提供都须取得个人的单独同意，并写明公司名称（《个人信息保护法》第二十三条）。
demands|Default: staff see personal data only in one of the roles above.|默认：员工只有担任上述角色时，才能查阅个人信息。
abroad-demand|Default: nothing goes abroad without the person's separate consent, naming who receives it.|默认：未经个人就接收方作出单独同意，不向境外提供。
never|Default: what is never done, whoever asks. Add your own.|默认：任何情况下都不做的事，可以自行补充。
states|A closed account and an ended service refuse everything but what law makes you keep.|账号注销或服务终止之后，除依法留存之外，一律拒绝。
minors-no|Your answer: not for children under 14. A child that is found is refused, and its data are erased.|根据您的回答：不面向未满十四周岁的儿童。一经发现即拒绝服务并删除其信息。
minors-yes|Your answer: the age is asked first, and under 14 a guardian has to agree (PIPL 31).|根据您的回答：先询问年龄；未满十四周岁的，须经监护人同意（《个人信息保护法》第三十一条）。
minors-unsure|You were not sure, so as a default the age is asked first, and under 14 a guardian has to agree (PIPL 31).|您不确定，因此默认先询问年龄；未满十四周岁的，须经监护人同意（《个人信息保护法》第三十一条）。
rights|Your answer: how long a person waits at most.|根据您的回答：个人最长等待的时间。
withdraw|Default: at once in the privacy centre, and within a day by e-mail.|默认：在隐私中心即时生效；通过邮件提出的，一天之内。
backups|Default: thirty days later it is gone from backups too.|默认：三十天之内，备份中的信息也一并清除。
incidents|Default: people are told at once, within 24 hours at the latest (PIPL 57); the authority within 4 hours of a major incident, else without delay.|默认：立即告知个人，最迟不超过 24 小时（《个人信息保护法》第五十七条）；较大以上事件 4 小时内报告主管部门，其他事件立即报告。
protection|Default: measures that a probe can show. Until it does, they count as unproved.|默认：可以用探测证明的措施。证明之前，一律算作未证明。
changes|Default: a change is announced thirty days ahead, and people are told.|默认：变更提前三十天公布，并告知个人。
termination|Default.|默认。
disputes|Default. Name the court too, if your contract does: court: ...|默认。合同约定了法院的，请一并写上：court: ...
no-recipients|Your answer. When the first one comes, take this out and write it under recipients.|根据您的回答。今后有接收方时，请删去此句，并写入 recipients。
contacts|Your answer.|根据您的回答。
same-name|Given in one language only, so it stands in both.|只填了一种语言的名称，因此两种文本相同。
"""

_BY_KEY = {row[0]: (row[1], row[2]) for row in (line.split("|") for line in _REMARKS.strip().splitlines())}


def remark(key: str, language: str) -> str:
    """Return the remark `key` in `language`."""
    en, zh = _BY_KEY[key]
    return zh if language == "zh" else en
