"""Our own words in a published text: titles, labels, connecting sentences; each line key, English, Chinese.

Rules
- Each language is written for its readers; the Chinese is not a translation, and uses full-width punctuation.
- `{name}` is filled with words of the policy. No sentence promises anything that the file does not say.

Example
    >>> phrase("chapter.rights", "zh")
    '您的权利'
"""

from __future__ import annotations

from troth.notices.publishing.tree import Language

_PHRASES = """
part.policy|Privacy policy|个人信息保护政策
part.short|Privacy policy, short version|个人信息处理规则（简明版）
part.collected|Personal information we collect|已收集个人信息清单
part.sharing|Third parties that receive information, and SDKs|第三方信息共享清单（含 SDK 目录）
part.cookies|Cookies and similar storage|Cookie 及同类技术清单
part.permissions|Device permissions|设备权限清单
head.of|{part}: {title}|{title}——{part}
head.for|{title} ({whom})|{title}（适用于 {whom}）
head.version|Version|版本
head.effective|In force from|生效日期
head.updated|Last updated|更新日期
head.controller|Responsible|个人信息处理者
head.contact|Contact|联系方式
head.hash|Fingerprint (SHA-256)|版本指纹（SHA-256）
head.contents|Contents|目录
head.draft|DRAFT|草案
head.draft-text|This policy still has gaps and may not be published. What is open:|本政策尚有空缺，补全之前不得发布。待补内容如下：
head.parts|The other texts|相关文本
missing|not stated|未写明
missing.what|Not stated: {what}|未写明：{what}
punct.comma|, |、
punct.semicolon|; |；
punct.colon|: |：
punct.clause|. |，
punct.open| (|（
punct.close|)|）
punct.or| or |或
mark.sensitive|sensitive|敏感
mark.needed|needed|必需
mark.optional|optional|可选
mark.basic|basic function|基本功能
mark.additional|optional function|附加功能
mark.gap|not stated|未写明
mark.abroad|abroad|境外
mark.special|special terms|特别约定

tab.policy|Policy|政策全文
tab.short|Short version|简明版
tab.collected|Collected|收集清单
tab.sharing|Third parties|共享清单
tab.cookies|Cookies|Cookie
tab.permissions|Permissions|权限
tab.versions|Versions|历史版本
archive.published|As it is published|公开发布的文本
archive.title|All versions|历史版本
archive.of|All versions: {title}|{title}——历史版本
archive.text|Every version that was ever published stays here to be read. A version never changes; its fingerprint shows it.|已发布的每个版本都保留在此，可随时查阅。版本发布后内容不再改动，可用指纹核验。
archive.save|Save as a file|保存为文件
archive.pdf|Save as PDF|保存为 PDF
archive.general|To the general text|阅读通用文本
archive.special|With special terms for: |另有特别约定：
archive.old|This is version {version}, which is not the one in force.|您正在阅读的是 {version} 版本，并非现行版本。
archive.to-current|To the version in force|阅读现行版本
archive.in-force|in force|现行有效
archive.announced|announced|已公布，尚未生效
archive.earlier|earlier|已失效
fact.state|State|状态
brief.title|The policy in brief|一分钟读懂
brief.who|Who is responsible|谁在处理
brief.what|What is collected, and for what|收集什么、用来做什么
brief.whom|Who receives it|提供给谁
brief.long|How long it is kept|保存多久
brief.separate|What we ask a consent of its own for|哪些事项须单独征得您的同意
brief.withdraw|How to say no and to withdraw|如何拒绝和撤回
brief.go.who|Who|谁在处理
brief.go.what|What|收集什么
brief.go.whom|To whom|提供给谁
brief.go.long|How long|保存多久
brief.go.withdraw|Say no|如何撤回
brief.basic|They need: {data}.|基本功能必需的信息：{data}。
brief.for|The basic functions: {names}.|基本功能：{names}。
brief.basic-none|The basic functions need no personal data.|基本功能不需要您的个人信息。
brief.additional.one|One more function, only if you choose it.|另有 1 项附加功能，仅在您选用时处理更多信息。
brief.additional|{count} more functions, only if you choose them.|另有 {count} 项附加功能，仅在您选用时处理更多信息。
brief.sensitive|Sensitive: {data}.|其中的敏感个人信息：{data}。
brief.every|Every purpose with its data|逐项查看目的与信息
brief.processors|On our behalf: {names}.|受我们委托处理：{names}。
brief.others|For purposes stated here: {names}.|为本政策所列目的提供给：{names}。
brief.authorities|Where the law demands it: {names}.|法律要求时提供给：{names}。
brief.nobody|The policy names nobody outside who receives it.|本政策未列出任何外部接收方。
brief.abroad|Recipients abroad: {names}.|境外接收方：{names}。
brief.none-abroad|The policy names no recipient abroad.|本政策未列出境外接收方。
brief.kept|{period} ({count} purposes)|{period}（{count} 个目的）
brief.kept.one|{period} (1 purpose)|{period}（1 个目的）
brief.more|and {count} more|等 {count} 项
brief.see|See: {chapter}|详见“{chapter}”
brief.contact|Write to {contact}.|联系 {contact}。

chapter.about|Who we are and what this policy covers|我们是谁，本政策适用于什么
chapter.collect|What we collect and why|我们收集哪些信息、用来做什么
chapter.sensitive|Sensitive data|敏感个人信息
chapter.permissions|Permissions of your device|设备权限
chapter.cookies|Cookies and similar storage|Cookie 和同类技术
chapter.use|How we use information|我们如何使用信息
chapter.share|Who receives information|我们如何委托处理、共享、转让和公开披露信息
chapter.abroad|Information that goes abroad|向境外提供信息
chapter.storage|Where and how long we keep information|信息存放在哪里、保存多久
chapter.protection|How we protect information|我们如何保护信息
chapter.rights|Your rights|您的权利
chapter.automated|Automated decisions|自动化决策
chapter.minors|Children and young people|未成年人保护
chapter.incidents|When something goes wrong|发生安全事件时
chapter.changes|Changes to this policy, and the end of a service|政策变更与服务终止
chapter.contact|Contact and disputes|联系我们与争议解决
chapter.further|Further statements|其他说明
chapter.versions|Versions and dates|版本与日期
chapter.annex|Annex: words used above|附录：文中用语
section.controller|Who is responsible|谁对您的信息负责
section.products|What this policy covers|适用的产品与服务
section.outside|What it does not cover|不适用的情形
section.agreement|How you agree|您如何同意本政策
section.overlays|Special terms|特别约定
section.basic|Basic functions|基本功能
section.additional|Optional functions|附加功能
section.supplements|What may be added later|后续补充收集
section.origins|Information from others|从第三方获取的信息
section.collecting|Where no consent is needed|无需征得同意的情形
section.elements|Each item of information|信息逐项说明
section.sensitive|What sensitive data additionally need|处理敏感个人信息的额外要求
section.sensitive-list|Which data are sensitive|哪些属于敏感个人信息
section.linkage|What is never joined|不作关联的信息
section.never|What we never do|我们绝不会做的事
section.demands|What must hold before we act|处理前必须满足的条件
section.audiences|Who may see what|谁可以看到您的信息
section.messages|Messages we send|我们发送的消息
section.channels|Ways we reach you, and how to stop each|联系渠道与退订方式
section.marketing|How to stop promotion|如何拒收推广信息
section.recipients|Who they are|接收方名单
section.providing|When information is given to others|何时向他人提供
section.instructions|Information of other organisations|其他组织的信息
section.providing-grounds|Where no consent is needed|无需征得同意的情形
section.purposes-kept|How long for each purpose|各项目的的保存期限
section.retention|Rules on keeping|保存规则
section.keeping|When information is kept longer|需要继续保存的情形
section.measures|Measures|具体措施
section.rights|What you can do|您可以行使的权利
section.requests|How we handle a request|我们如何办理您的请求
section.refusing|When a request may be refused|可以不予办理的情形
section.deleting|When we erase|应当删除的情形
section.states|What holds after an account is closed|账号注销后及其他状态下的处理
section.ages|Ages and consent|年龄与监护人同意
section.guardian-grounds|Where a guardian need not be asked|无需监护人同意的情形
section.changes|Changes to this policy|本政策的变更
section.termination|The end of a service|服务终止
section.ended|What holds after a service has ended|服务终止后的处理
section.points|How to reach us|联系方式
section.disputes|Law and court|争议解决
section.evidence|Proof that is asked for|所需凭据
section.roles|Roles of our staff|工作人员角色
section.notices|What you are told|告知事项
section.data-use|Overview: information and purposes|信息与目的一览

text.collect|For each function: what we need, what you may add, why, how long, and what happens if you say no.|下面逐项说明每个功能需要什么信息、可以补充什么信息、用途、保存期限以及您拒绝的影响。
text.required|Without what is needed, that function cannot work; leaving out what is optional has no effect on it.|不提供必需信息，仅该功能无法实现；不提供可选信息，不影响该功能的使用。
text.sensitive|A leak or misuse of these could easily harm your dignity, your safety or your property.|这些信息一旦泄露或被非法使用，容易使您的人格尊严、人身或财产安全受到损害。
text.no-sensitive|No information in this policy is sensitive.|本政策不涉及敏感个人信息。
text.permissions|A permission serves only the functions beside it; without it, only these are missing.|每项权限仅用于所列功能；不授权时，仅这些功能无法使用。
text.cookies|Stored on your device:|会存放在您设备上的内容：
text.choices|How you choose|您的选择方式
text.kinds|Kinds of storage|存储方式
text.automated|These purposes decide by program alone:|下列目的由程序自动作出决定：
text.no-automated|No purpose in this policy decides about you by program alone.|本政策没有由程序自动作出决定的目的。
text.abroad|These recipients are abroad; what they receive and what for stands in the chapter on recipients.|下列接收方位于境外，所接收的信息和用途见接收方名单。
text.no-abroad|The policy names no recipient abroad.|本政策未列出境外接收方。
text.place|Information is stored in: {place}.|信息存储于：{place}。
text.nothing-provided|No case is stated, so this is not done.|未列明任何情形，因此不会进行。
text.no-clause|This policy says nothing on it.|本政策对此未作说明。
text.earlier|Earlier versions|历史版本
text.this|this version|本版本
text.special|This is the text as it reads for {whom}. For everybody else the general text holds.|本文本仅适用于 {whom}，其他情况适用通用文本。
text.special-added|Said for it beside the general text: |在通用文本之外另行约定：
text.special-replaced|Said for it in place of the general text: |替代通用文本中的约定：
text.short-only|What we collect is only what the service needs, none of it is sensitive, and nothing is given to others or made public.|我们只处理提供服务所必需的非敏感个人信息，不向他人提供，也不公开。
text.short-separate|Before each of these we ask for your consent to it alone, apart from your agreement to this policy.|处理下列事项前，我们会就该事项单独征得您的同意，不与对本政策的同意合并取得。
fact.separate-functions|Functions and purposes|功能与目的
fact.separate-giving|Giving to others|向他人提供
fact.separate-sensitive|Sensitive data|敏感个人信息
fact.separate-other|Further|其他情形
fact.change-purpose|for another purpose: |变更处理目的：
text.short-full|The full policy says more, clause by clause.|完整内容见个人信息保护政策全文。
text.short-minors|For people under fourteen special rules apply:|不满十四周岁的未成年人适用以下专门规则：
text.list-collected|Everything that this policy allows to be collected, and nothing else is.|本清单列出本政策允许收集的全部个人信息，清单之外不收集。
text.list-sharing|Everybody who receives information under this policy. What is not on it is not given.|本清单列出依本政策接收信息的全部第三方，清单之外不提供。
text.list-cookies|Everything that is stored on your device under this policy.|本清单列出依本政策存放在您设备上的全部内容。
text.list-permissions|Every permission that an app asks for under this policy.|本清单列出依本政策申请的全部设备权限。
text.list-empty|The list is empty.|本清单暂无内容。
text.no-recipient|Not collected for any purpose at present.|目前没有任何目的收集此项。

fact.required|Needed|必需信息
fact.one-of|One of|择一提供
fact.required-if|Needed if: {case}|{case}时必需
fact.optional|Optional|可选信息
fact.data|Information|涉及信息
fact.basis|Legal basis|处理依据
fact.acts|What is done|处理方式
fact.when|When|适用场景
fact.need|Only with|前提
fact.unless|Except|例外
fact.functions|Function|功能
fact.origins|Also obtained from|其他来源
fact.reuses|Uses what was collected for|沿用以下目的收集的信息
fact.form|Form|信息形式
fact.group|Groups of at least|最小人数
fact.keep|Kept|保存期限
fact.loses|If you say no|拒绝的影响
fact.keeps|Not affected|不受影响
fact.decides|Automated decision|自动化决策
fact.results|Results|处理结果
fact.products|Products|适用产品
fact.recipients|Recipients|接收方
fact.channels|Channels|发送渠道
fact.opt-out|You can stop|可退订范围
fact.with|Stopped together with|一并退订
fact.stop|How to stop|退订方式
fact.to|Reaches you at|使用的联系信息
fact.name|Name|名称
fact.contact|Contact|联系方式
fact.of|Of|所属
fact.role|What it is|身份
fact.purposes|Purposes|用途
fact.region|Where|所在地
fact.raw|Only as it is|原样提供的信息
fact.change|New purpose only with|变更用途的前提
fact.roles|Only for|适用对象
fact.within|Within|办理期限
fact.routes|How|办理途径
fact.gives|You get it as|提供形式
fact.goes-to|Handed to|交付对象
fact.direct|Yourself, at once|可自行操作
fact.opened-by|Who may ask|可由谁提出
fact.asks|We ask for|需要提供
fact.verify|How we make sure it is you|身份核验
fact.approve|Review|审核
fact.withdrawable|You can take it back|可以撤回申请
fact.before|Before that|办理前
fact.then|Afterwards|办理结果
fact.backups|Backups|备份
fact.tell|Recipients are told within|通知接收方
fact.reviewer|Reviewed by|复核人
fact.pause|The clock stops during|不计入期限
fact.acknowledge|Acknowledged|确认收到
fact.justified|Because|原因
fact.scope|Scope|范围
fact.grounds|Grounds|适用情形
fact.first-look|First look|初步处理
fact.proof|Identity|身份核验
fact.fees|Fees|费用
fact.objection|Objection|异议
fact.forward|Passing on|转交
fact.extension|Extension|延期
fact.calendar|Calendar|日历
fact.contain|We contain it|控制事态
fact.account|We secure your account|保护账号
fact.people|We tell you|告知您
fact.authority|We tell the authority|报告主管部门
fact.announce|Announcement|公告
fact.notice|The notice says|告知内容
fact.plan|Emergency plan|应急预案
fact.drills|Drills|演练
fact.lead|Announced ahead by|提前公布
fact.publish|Published|发布
fact.material|Material changes|重大变更
fact.ends|Service ends|服务终止
fact.empty|Everything erased within|删除期限
fact.organisation|Organisation|组织
fact.succession|Change of hands|主体变更
fact.standard|Standard|遵循标准
fact.ciphers|Encryption|加密算法
fact.evidence|Proof|证明
fact.sweep|Regular check|定期检查
fact.findings|Findings|发现的问题
fact.storage|Storage|存储
fact.against|Against|防范
fact.owner|Answerable|负责人
fact.proved|Shown by|验证方式
fact.renew|Renewed every|复核周期
fact.law|Law|法律依据
fact.address|Address|地址
fact.hours|Hours|服务时间
fact.opens|For|受理
fact.received|Counts as received|视为收到
fact.demands|Please add|请提供
fact.unit|Answerable unit|负责部门
fact.governing|Governing law|适用法律
fact.court|Court|管辖法院
fact.severable|If a term is void|部分条款无效
fact.complaints|Authority|投诉机关
fact.level|Consent|同意方式
fact.for|Functions|适用功能
fact.never-with|Never joined with|不与其关联
fact.confirm|Confirmed first|事先确认
fact.beyond|Beyond that only with|超出范围的前提
fact.seen-by|Seen by|可见范围
fact.may-open|You may open it to|您可以开放给
fact.refuses|Not done|停止
fact.except|Except|例外
fact.age-by|Age known by|年龄确认方式
fact.unknown|If not known|年龄未知时
fact.found|Found without consent|发现未经同意
fact.at-age|When coming of age|达到年龄后
fact.consent|Consent of the guardian|监护人同意
fact.given-by|On the instruction of|由谁指示
fact.own-use|Own use|自行使用
fact.attests|The organisation confirms|由组织确认
fact.lifts|Not needed then|可免除
fact.sub|That is|包括
fact.may|We may|我们可以
fact.cannot|We cannot|我们无法
fact.partial|In part|部分办理
fact.also|Also|同时
fact.by|By|由谁
fact.shown|Shown|展示时间
fact.how|How|方式
fact.effect|Takes effect|生效时间
fact.going-on|Going on using|继续使用
fact.fewer|Fewer rights|减损权利
fact.disagreeing|If you disagree|不同意时
fact.overlay|Chosen by|适用条件
fact.addenda|There are special terms for|已有特别约定
fact.may-change|May change|可以变更
fact.category|Category|类别
fact.kind|Kind|类型
fact.lives|Lives for|有效期
fact.needed-by|Needed by|依赖它的功能
fact.choice|Your choice|您的选择
fact.url|Address|网址
fact.shown-first|Shown before you leave|离开前提示
fact.may-do|For|可处理
fact.source|Obtained from|信息来源
fact.manner|How|处理方式
fact.settings|Where to change it|设置路径
fact.used-for|Used for|用途
fact.item|Information|个人信息
fact.storage-entry|What is stored|存储内容
fact.permission|Permission|权限
fact.recipient|Recipient|接收方
fact.function|Function or purpose|功能或目的
fact.refused|If refused|拒绝的影响
fact.version|Version|版本
fact.date|In force from|生效日期
fact.fingerprint|Fingerprint|指纹
fact.sdk|SDK|SDK 名称
fact.company|Company|提供方
"""

PHRASES: dict[str, tuple[str, str]] = {
    row[0]: (row[1], row[2]) for row in (line.split("|") for line in _PHRASES.strip().splitlines() if line)
}


def phrase(key: str, language: Language, **values: object) -> str:
    """Return the text `key` in `language`, its placeholders filled with `values`."""
    en, zh = PHRASES[key]
    return (zh if language == "zh" else en).format(**values)
