"""Every text of the pages, in both languages, in one place.

Rules
- One line, one text: key, English, Chinese. The Chinese is written in Chinese, not translated word by word.
- `{name}` is filled with a value, which the template escapes with the rest. No text holds markup.
- A key's first word is where it belongs; closed words of the field (acts, levels, sections ...) are looked up by
  `AREA.WORD`, see `words.known`. Prompts and errors have texts of their own and are not here.

Example
    >>> text("me.record", "zh", number=7)
    '记录号 7'
"""

from __future__ import annotations

from typing import NamedTuple

from troth.notices import LABELS
from troth.vocabulary import PLACE_WORDS
from troth.web.frame.centre_catalogue import REQUESTING
from troth.web.frame.desk_catalogue import DESKING
from troth.web.frame.keys_catalogue import KEYS
from troth.web.frame.languages import Language
from troth.web.frame.operators_catalogue import OPERATING
from troth.web.frame.vocabulary import AS_PUBLISHED, WORDS
from troth.web.frame.works_catalogue import WORKS


class Text(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str


_PAGES = """
frame.skip|Skip to the content|跳到正文
frame.language|Language|语言
frame.where|Here|本区导航
frame.leave|Sign out|退出
frame.foot|Pages of this site set no cookies but those that keep you signed in, guard its forms and remember your language.|本站仅使用维持登录、保护表单和记住语言所必需的 Cookie。
list.comma|, |、
list.semicolon|; |；
list.phrase|, |，
list.colon|: |：
sentence.end|.|。
zone.CN|Beijing time|北京时间
zone.HK|Hong Kong time|香港时间
mark.sensitive|sensitive|敏感
mark.basic|basic function|基本功能
mark.gap|gap|空缺
problem.title|This did not work|操作未完成
problem.id|Message id:|消息编号：
problem.home|To the start page|返回首页
problem.console|To the list of policies|返回政策列表

home.title|A privacy policy that runs|让隐私政策真正运行
home.lead|Troth turns a privacy policy into one file that answers before every step, keeps what it promised, and can prove it.|Troth 把隐私政策变成一份可执行的文件：每次处理之前先问一问，说到的做到，做过的可查证。
home.said|What did we say?|我们承诺了什么？
home.said-text|Read the policies, clause by clause.|逐条阅读政策。
home.may|May we?|这样做可以吗？
home.may-text|Each step is permitted, refused or asked, with the clause that says so.|每一步都有答复：允许、拒绝或先征求同意，并指明依据的条款。
home.must|Must we, and by when?|必须做什么，何时做完？
home.must-text|What is owed to people has a date.|对个人负有的每一项义务都有期限。
home.did|Did we?|做到了吗？
home.did-text|Everything is in a log that a stranger can check.|一切记录在案，任何人都可独立核验。
home.console|Console for the privacy officer|负责人控制台
home.api|API for developers|开发者接口
home.policies|Policies here|已加载的政策
home.no-policies|No policy is loaded yet.|尚未加载任何政策。
home.clauses|Clauses|条款
home.gaps|Gaps|空缺
home.no-gaps|none|无
home.people|Invented people to look around as:|可用以下虚构人物体验：
home.enter-as|Enter as {name}|以{name}的身份进入

policy.id|Id|标识
policy.who|Who is responsible|个人信息处理者
policy.version|Version|版本
version.undated|undated|未注明日期
policy.effective|In force from|生效日期
policy.hash|Fingerprint of this version|本版本指纹
policy.about|This page is made from the policy file itself. What stands here is what is applied.|本页内容直接取自政策文件，写在这里的，就是实际执行的。
policy.contents|Contents|目录
policy.not-stated|not stated|未写明
policy.gap|Still missing: {what}|尚缺：{what}
policy.gaps|Parts of this policy are missing. Until they are there, nothing is permitted under it.|本政策尚不完整，补全之前不允许任何处理。

centre.mine|My choices|我的选择
centre.read|Read the policy|阅读政策全文
enter.title|Go to your choices|进入我的隐私中心
enter.text|Somebody who can open your app or mailbox gave you this link, so we take it that it is you. It works once.|您通过应用或信箱中的链接来到这里，我们据此确认是您本人。链接仅可使用一次。
enter.button|Continue|继续
enter.cookies|One cookie keeps you signed in for at most an hour without a visit. Nothing else is stored.|仅使用一个 Cookie 维持登录，一小时内无访问即失效，不存储其他内容。

me.about|Nothing is chosen for you. You can say yes, say no and take a yes back, each with one click and at any time.|没有任何选项替您预先选定。同意、不同意、撤回，都只需点一下，随时可以更改。
me.recorded|Recorded|已记录
me.stale-title|Please look again|请再看一次
me.stale|The text had changed since your page was opened, so nothing was recorded. Below is the text in force now; please answer that one.|页面打开之后文本已有变化，因此刚才的选择没有记录。下面是当前有效的文本，请就此作出选择。
me.stale-link|To the current text|查看当前文本
me.agreed|You agreed to version {version}.|您已同意版本 {version}。
me.not-agreed|No agreement of yours stands.|您目前没有有效的同意。
me.newer|You agreed to version {agreed}. Version {version} is out; until you agree to it, the one you agreed to goes on.|您同意的是版本 {agreed}。现已发布版本 {version}，在您同意之前，仍按您已同意的版本执行。
me.since|since|自
me.record|record {number}|记录号 {number}
me.text|The text|文本内容
me.clause|The clause in the policy|查看政策中的对应条款
me.resting|Purposes without a choice: {count}|{count} 项无需单独选择的目的
me.receipts|Your receipts|我的凭证
me.receipts-text|Each is proof of one of your choices that anybody can check without us.|每份凭证都可以证明您的一次选择，任何人无需经过我们即可核验。
me.receipt|Receipt {number}|凭证 {number}
me.no-receipts|None yet: there is one for each choice you make.|暂无凭证。您每作出一次选择，就会生成一份。
group.agreement|The policy|隐私政策
group.agreement-text|Everything else rests on this.|其他选择以此为前提。
group.additional|Additional: you choose|附加功能，由您选择
group.additional-text|Without these everything basic works just the same.|不同意这些，基本功能照常使用。
group.basic|Basic functions that ask you separately|须单独征得同意的基本功能
group.basic-text|These need data that you give only by a choice of your own.|这些功能涉及的信息，须由您单独作出选择。
group.trackers|What is stored on your device|设备上的存储
group.trackers-text|By category. What you do not agree to is not stored.|按类别选择，未经同意的不会存储。
group.permissions|Permissions of your device|设备权限
group.permissions-text|This is what the app may ask your device for; the device's own settings decide too.|应用可以请求的设备权限，最终以设备系统设置为准。
group.resting|Purposes without a choice of their own|无需单独选择的目的
group.resting-text|They rest on the policy as a whole, on a contract with you or on a law.|这些目的基于您对政策的整体同意、与您订立的合同或法律规定。
offer.consent.agree|Agree|同意
offer.consent.refuse|No|不同意
offer.consent.withdraw|Withdraw|撤回同意
offer.permission.agree|Allow|允许
offer.permission.refuse|Do not allow|不允许
said.agreement.agree|Recorded: you agree to the policy (record {entry}).|已记录：您同意本政策（记录号 {entry}）。
said.agreement.refuse|Recorded: you do not agree to the policy (record {entry}).|已记录：您不同意本政策（记录号 {entry}）。
said.agreement.withdraw|Recorded: you no longer agree to the policy (record {entry}).|已记录：您已撤回对本政策的同意（记录号 {entry}）。
said.consent.agree|Recorded: you agree (record {entry}).|已记录：您已同意（记录号 {entry}）。
said.consent.refuse|Recorded: you said no (record {entry}). Nothing is done for this.|已记录：您不同意（记录号 {entry}），不会进行此项处理。
said.consent.withdraw|Recorded: you took your consent back (record {entry}). From now on this stops.|已记录：您已撤回同意（记录号 {entry}），即刻起停止此项处理。
said.permission.agree|Recorded: allowed (record {entry}).|已记录：允许（记录号 {entry}）。
said.permission.refuse|Recorded: not allowed (record {entry}).|已记录：不允许（记录号 {entry}）。

form.errors|Please mend this|请更正以下内容
form.choose|Please choose|请选择
form.all|all|全部
form.none|not stated|不指明

console.title|Console|控制台
console.door|For those who look after personal data here.|供本单位负责个人信息保护的人员使用。
console.key|API key|API 密钥
console.key-help|It was printed when Troth first started, or it stands in TROTH_API_KEY.|首次启动时显示过，或由 TROTH_API_KEY 指定。
console.sign-in|Sign in|登录
console.policies|Policies|政策
console.about|What the checker has to say about each file, and where to go from there.|各政策文件的检查结果，以及下一步操作。
console.ask|Ask a decision|询问决定
console.new|New policy|新建政策
console.map|Map|全景图
console.promises|Promises|承诺清单
console.evidence|Evidence|证据
console.no-findings|The checker has nothing to say.|检查未发现问题。
console.line|line {line}|第 {line} 行
severity.error|Errors|错误
severity.gap|Gaps: nothing is permitted there|空缺：对应处理一律不允许
severity.warning|Warnings|警告
severity.note|Notes|提示
count.clauses|Clauses|条款
count.rows|Promises of the source text|来源文本中的承诺
count.purposes|Purposes|目的
count.data|Data|信息项
count.recipients|Recipients|接收方
count.trackers|Trackers|设备存储
count.rights|Rights|权利

promises.filter|Filter|筛选
promises.query|Words, id or row|关键词、标识或条目
promises.clause|Clause|条款
promises.kind|Form|形式
promises.how|Kept by|履行方式
promises.rows|Source rows|来源条目
promises.text|Text|内容
promises.decided|Decided|已确定
promises.only-gaps|only gaps|仅看空缺
promises.only-decided|only what we decided|仅看我们确定的
promises.found|{count} of {total} clauses|共 {total} 条，符合 {count} 条

ask.about|The same question that an application asks before a step. It gets the same answer.|与应用在处理之前提出的询问完全相同，答复也相同。
ask.recorded|The answer is recorded in the ledger, as every answer is. The step is asked as over an encrypted connection.|答复会像其他答复一样记入账本。此询问按加密传输处理。
ask.step-1|1. What for|第一步：为了什么
ask.step-2|2. The step|第二步：怎样处理
ask.policy|Policy|政策
ask.purpose|Purpose|目的
ask.next|Continue|下一步
ask.change|Change|更换
ask.act|Act|处理方式
ask.subject|Subject|个人标识
ask.subject-help|The person's id in your application; leave empty for a step about nobody.|该个人在您应用中的标识；不涉及具体个人时留空。
ask.listed|Data on the list of this purpose|此目的清单内的信息
ask.others|Other data of the policy|政策中的其他信息
ask.product|Product|产品
ask.function|Function|功能
ask.recipient|Recipient|接收方
ask.channel|Channel|渠道
ask.region|Region|地区
ask.controller|On behalf of (controller)|代表哪一处理者
ask.insist|Insist on (ids of data)|必须取得的信息（标识）
ask.actor|Who acts|由谁处理
ask.actor-kind|Kind|身份
ask.roles|Roles|角色
ask.occasion|Occasion|场合
ask.claim|Claim|主张的情形
ask.case|Case|提供情形
ask.ground|Ground|法定情形
ask.sub|Sub-ground|具体情形
ask.evidence|Evidence (references)|凭据编号
ask.button|Ask|询问

verdict.permit|Permitted|允许
verdict.permit-text|The step may be taken, with the data listed here and no other.|可以处理，但仅限下列信息。
verdict.ask|Ask first|先征求同意
verdict.ask-text|Not yet: the person can still open it by an answer.|暂不可处理，须先由个人作出选择。
verdict.refuse|Refused|拒绝
verdict.refuse-text|The step may not be taken.|不得处理。
answer.only|Permitted data|允许的信息
answer.nothing|none|无
answer.entry|Entry in the ledger|账本条目
answer.no-entry|none: there is no such policy, so no books|无：没有此政策，也就没有账本
answer.reasons|Why|理由
answer.also|Also in the way|此外还有
answer.element|data|信息项
answer.promises|Promises:|承诺：
answer.remedy|What would help:|如何解决：
answer.ask|What to put before the person|应向个人展示的内容
answer.shown|Fingerprint of this text:|此文本指纹：
answer.no-subject|Name a subject to see the texts to put before the person.|填写个人标识后，可查看应展示的文本。
answer.obligations|What goes with it|随之产生的义务
answer.call|The same as a call|对应的接口调用

starting.title|Make a policy to begin with|新建一份政策
starting.about|A few questions; the answer is a policy file that is checked and runs at once.|回答几个问题，即可得到一份经过检查、马上就能运行的政策文件。
starting.en|English name|英文名称
starting.zh|Chinese name|中文名称
starting.contact|E-mail address|电子邮箱
starting.id|Id of the policy (optional)|政策标识（选填）
starting.id-help|Small Latin letters, digits and dashes, such as my-company; it stands in addresses and never changes. Left empty, it is made from the English name.|用小写拉丁字母、数字和连字符，例如 my-company；它会出现在网址中，以后不再更改。留空时由英文名称生成。
starting.country|Country (two letters)|国家或地区（两个字母）
starting.pipl|Apply Chinese law (PIPL)|适用中国法律（《个人信息保护法》）
starting.more|More companies|更多公司
starting.party|Company {row}|第 {row} 家公司
starting.kind|Kind|类型
starting.party-name|Name|名称
starting.region|Country|所在地
starting.party-contact|How people reach it|联系方式
starting.signed|The contract is signed|合同已签署
starting.keep|Length of time, or at-once|时长，或 at-once
starting.answer|Working days|工作日
starting.show|Make the file|生成文件
starting.nothing-stored|Nothing you write here is stored.|您在此填写的内容不会保存。
starting.made|Your policy|您的政策
starting.checked|Checked: no error, no gap, no warning.|检查通过：没有错误、空缺或警告。
starting.tried|Three steps, asked of this file just now|刚才用这份文件询问的三个步骤
tried.browse|Looking around needs nothing.|随便看看，无需任何前提。
tried.ask|Nobody has agreed yet; after a yes it is permitted.|尚无人同意；本人同意之后即允许。
tried.refuse|Never, whoever asks.|无论谁问，都不允许。
starting.next|What to do next|接下来
starting.download|Download {file}|下载 {file}
starting.file|The file {file}|文件 {file}

map.title|Map of the policy|政策全景图
map.picture|Picture: data, purposes, recipients|图示：信息、目的、接收方
map.legend|A whole line: needed. A dashed line: optional, or in some cases only. ◆: sensitive data. Point at a box, or move to it with the Tab key, to see what hangs on it.|实线：必需。虚线：可选或仅在特定情形下需要。◆：敏感信息。将指针移到方框上，或用 Tab 键选中，即可看到与它相关的内容。
map.grouped|There are many data here, so they stand together by kind; choose a kind to see each.|信息项较多，图中按类别合并显示；选择一个类别，可逐项查看。
map.to-table|The same as a table|查看同样内容的表格
map.table|The same as a table|表格
map.data|Data|信息
map.purposes|Purposes|目的
map.kept|Kept|保存期限
map.recipients|Recipients|接收方
map.kind|{kind} ({count})|{kind}（{count}）
map.until|until {period}|至{period}
map.after|{period} after: {event}|{event}后 {period}
map.kept-elsewhere|keeps nothing of its own|自身不另行保存
map.kept-by|keeps nothing of its own; for how long stands with: {names}|自身不另行保存，期限见：{names}
map.kept-by-more|keeps nothing of its own; for how long stands with {count} others, such as: {names}|自身不另行保存，期限见：{names}等 {count} 项
map.unstated|not stated|未写明
map.region|in {region}|位于 {region}
map.abroad|abroad, in {region}|位于境外 {region}
map.everywhere|Recipients for every purpose|适用于所有目的的接收方
map.nobody|nobody|无
map.found|{count} of {total} purposes|共 {total} 项目的，显示 {count} 项
map.everything|Show all|显示全部
mapfilter.data|Data|信息项
mapfilter.kind|Kind of data|信息类别
mapfilter.recipient|Recipient|接收方
mapfilter.group|Function and basis|功能与依据
mapfilter.keep|Kept|保存期限
mapcolumn.purpose|Purpose|目的
mapcolumn.basis|Function and basis|功能与依据
mapcolumn.data|Data|信息
mapcolumn.recipients|Recipients|接收方
mapcolumn.kept|Kept|保存期限
mapneed.required|needed|必需
mapneed.one-of|one of|择一
mapneed.required-if|needed in some cases|特定情形下必需
mapneed.optional|optional|可选
mapneed.reused|from other purposes|沿用其他目的
mapneed.any|whatever the case needs|视情形而定
mapgroup.basic|Basic functions|基本功能
mapgroup.additional|Additional functions|附加功能
mapgroup.supplements|Later additions|后续补充
mapgroup.messages|Messages|消息
mapgroup.trackers|Device storage|设备存储

evidence.about|Every answer and every choice is an entry in a log that nobody can change unnoticed.|每一次答复和选择都记入账本，任何改动都会被发现。
evidence.size|Entries|条目数
evidence.export|The whole log|完整账本
evidence.export-text|All entries and a signed checkpoint, in one file. It holds no personal value.|包含全部条目和已签名的检查点，不含任何个人信息内容。
evidence.download|Download the export|下载导出文件
evidence.verify|How to check it|如何核验
evidence.verify-text|Anybody can, without us and offline: only the file and the public key are needed.|任何人都可以离线核验，无需经过我们，只需要导出文件和公钥。
evidence.key|Public key|公钥
evidence.key-text|Give it to whoever checks, on another way than the file.|请通过与文件不同的途径交给核验人。
evidence.checkpoint|Checkpoint|检查点
evidence.checkpoint-text|Keep it where the log cannot reach it: a later export must contain this one.|请保存在账本无法触及之处：之后的导出必须与它一致。
"""


def _read(table: str) -> dict[str, Text]:
    rows = [line.split("|") for line in table.strip().splitlines() if line.strip()]
    return {key: Text(en, zh) for key, en, zh in rows}


TEXTS: dict[str, Text] = {
    **_read(_PAGES),
    **_read(WORDS),
    **_read(OPERATING),
    **_read(REQUESTING),
    **_read(DESKING),
    **_read(WORKS),
    **_read(KEYS),
    **_read(PLACE_WORDS),
    **{key: Text(*LABELS[key]) for key in AS_PUBLISHED},
}
"""Every text by its key."""


def text(key: str, language: Language, **values: object) -> str:
    """Return the text `key` in `language` with `values` filled in; a key that is not there is a KeyError."""
    found = TEXTS[key]
    template = found.zh if language == "zh" else found.en
    return template.format(**values) if values else template
