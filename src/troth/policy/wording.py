"""What the checker says: one message for one mistake, in both languages, with what to write instead.

Rules
- A message names what stands in the file in backticks, never how the program is built.
- `Wrong` carries a message out of a parser; the checker adds line and clause.

Example
    >>> str(Wrong(PERIOD, value="soon"))
    'policy.period: `soon` is not a period; write a number and a unit, such as 15 working days'
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from troth.vocabulary import Message, Plain


class Wrong(ValueError):
    """A term is written wrongly; the checker turns it into a finding."""

    def __init__(self, message: Message, **values: object) -> None:
        """Carry `message` and the `values` of its placeholders."""
        self.message, self.values = message, values
        self.path: tuple[str | int, ...] = ()
        super().__init__(f"{message.id}: {message.text('en', values)}; {message.help('en', values)}")

    def at(self, *path: str | int) -> Wrong:
        """Return it with `path` before the steps that lead to what is wrong inside the term."""
        self.path = (*path, *self.path)
        return self


def written(value: object) -> object:
    """Return `value` as it stands in a file: `true`, `null`, `[a, b]`, `{a: b}`; texts and numbers as they are."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(str(written(each)) for each in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {written(each)}' for key, each in value.items())}}}"
    return value


_TABLE = """
unknown-key|there is no key {key} here|此处没有键 {key}|{suggestion}|{suggestion_zh}
missing-key|the key {key} is missing|缺少键 {key}|write `{key_plain}: ...`|请补写 `{key_plain}: ...`
not-text|{value} is not text|{value} 不是文字|write it in quotes|请加上引号
not-list|a list is expected here|此处应写成列表|write [a, b] or a list of lines|请写成 [a, b]，或逐行列出
not-mapping|a mapping is expected here|此处应写成键值对|write {{key: value}}|请写成 {{键: 值}}
not-boolean|{value} is not true or false|{value} 不是 true 或 false|write true or false|请写 true 或 false
not-number|{value} is not a fitting number|{value} 不是此处可用的数字|write a whole number within the limits|请写允许范围内的整数
not-id|{value} is not an id|{value} 不能用作标识|use a letter, then letters, digits, dots or dashes, at most 64|请以字母开头，可用字母、数字、点和连字符，最长 64 个字符
number-like|this id holds seven digits in a row, as a telephone number does|该标识含有连续七位数字，形同电话号码|use fewer digits: ids are recorded, and numbers of people never are|请减少数字：标识会被记录，而个人号码绝不记录
not-policy-id|{value} is not an id for a policy|{value} 不能作为政策标识|use a small letter, then small letters, digits or dashes, at most 40|请以小写字母开头，可用小写字母、数字和连字符，最长 40 个字符
not-version|{value} is not a version|{value} 不是版本号|write a date such as 2023-07-20, a number such as 1.2, or an id; in quotes|请写日期（如 2023-07-20）、数字（如 1.2）或标识，并加引号
not-day|{value} is not a day|{value} 不是日期|write it in quotes, such as 2023-07-20|请加引号书写，如 2023-07-20
not-word|{value} is not one of the words that may stand here|{value} 不是此处可用的词|{suggestion}|{suggestion_zh}
too-long|the text is empty or too long|文字为空或过长|write between 1 and 2000 characters|请写 1 至 2000 个字符
not-basis|{value} is not a basis|{value} 不是处理依据|write agreement, contract, legal-duty, instruction, ground, none or {{consent: explicit}}|请写 agreement、contract、legal-duty、instruction、ground、none 或 {{consent: explicit}}
not-data|{value} does not say what is required and what is optional|{value} 未分清必需和可选的信息|write {{required: [a], optional: [b]}}, or {{}} for no personal data|请写 {{required: [a], optional: [b]}}；不涉及个人信息时写 {{}}
not-keep|{value} does not say how long data are kept|{value} 未写明保存期限|write {{for: 12 months, then: erase}}, {{until: account-closed}} or none|请写 {{for: 12 months, then: erase}}、{{until: account-closed}} 或 none
life|{value} is neither a period nor `visit`|{value} 既不是期限也不是 `visit`|write visit, or a number and a unit, such as 30 days|请写 visit，或数字加单位，如 30 days
empty-value|nothing is written here|此处没有内容|write it, or remove the key|请补写，或删去该键
malformed|this is not written as the language asks|写法不符合语言规则|see docs/POLICY.md under the section's name|请参阅 docs/POLICY.md 对应章节
basis-missing|the purpose has no basis|此目的没有写明处理依据|write `basis:` with agreement, {{consent: explicit}} or another, or a `gap:`|请写 `basis:`（如 agreement、{{consent: explicit}}），或用 `gap:` 注明缺失
never-everything|a bar without `when` would refuse everything|禁止条款未写 `when`，等于禁止一切|say in `when` what is never done|请在 `when` 中写明禁止的情形
demand-nothing|a demand without `need` asks for nothing|没有 `need` 的要求等于没有要求|write what is needed in `need`|请在 `need` 中写明要求
source-item|{value} is neither an id nor a range|{value} 既不是编号也不是区间|write `mjzk-041` or `mjzk-041..051`|请写成 `mjzk-041` 或 `mjzk-041..051`
source-prefix|{value} has no prefix, and none stands before it|{value} 没有前缀，之前也没有可沿用的前缀|write the whole id|请写完整编号
source-range|the range {value} runs backwards or is too long|区间 {value} 颠倒或过长|write the lower number first, at most 500 ids|请先写较小编号，最多 500 个
double|{value} stands twice in the list|{value} 在列表中重复|remove one|请删去一个
period|{value} is not a period|{value} 不是期限|write a number and a unit, such as 15 working days|请写数字加单位，如 15 working days
when-shape|a condition is a mapping|条件应写成键值对|write {{act: share, sensitive: true}}|请写成 {{act: share, sensitive: true}}
when-key|a condition knows no key {key}|条件中没有键 {key}|{suggestion}|{suggestion_zh}
words|{key} takes a word or a list of words|{key} 应为一个词或一组词|write `{key_plain}: [a, b]`|请写成 `{key_plain}: [a, b]`
need-shape|this is not a need|看不出此处要求的是什么|write a kind of evidence or one of {known}|请写凭据种类，或以下之一：{known}
need-extra|{kind} takes no {key}|{kind} 中不能写 {key}|remove it|请删去
remark|this takes a text, or one in each language|此处应为一段文字，或中英文各一段|write `decided: why`, or `decided: {{en: why, zh: 原因}}`|请写成 `decided: 原因`，或 `decided: {{en: why, zh: 原因}}`
need-any|`any` takes a list of at least two needs|`any` 需要至少两项要求|write {{any: [a, b]}}|请写成 {{any: [a, b]}}
need-age|`age` takes a number of years|`age` 应为年数|write {{age: 18}}|请写成 {{age: 18}}
need-authenticated|`authenticated` takes `true`|`authenticated` 只能为 true|write {{authenticated: true}}|请写成 {{authenticated: true}}
need-transport|`transport` takes `encrypted`|`transport` 只能为 encrypted|write {{transport: encrypted}}|请写成 {{transport: encrypted}}
need-level|{kind} takes a level|{kind} 应为同意等级|write implied, explicit, separate or written|请写 implied、explicit、separate 或 written
need-dimension|{value} is neither a dimension nor a witness of a consent|{value} 既不是同意须写明的事项，也不是证明方|naming takes act, recipient, purpose, data; by takes own, guardian, recipient-attested, organisation-attested|naming 可用 act、recipient、purpose、data；by 可用 own、guardian、recipient-attested、organisation-attested
need-for|`for` takes the id of what is consented to|`for` 应写明同意的对象|write the id of a purpose|请写目的的标识
unknown-id|{value} stands nowhere in {section}|{section} 中没有 {value}|{suggestion}|{suggestion_zh}
unknown-evidence|{value} is not a known kind of evidence|{value} 不是已知的凭据种类|{suggestion}|{suggestion_zh}
unknown-notice|{value} is not a known notice item|{value} 不是已知的告知事项|{suggestion}|{suggestion_zh}
id-twice|{value} names both {first} and {second}|{first} 与 {second} 用了同一标识 {value}|give one of them another id|请为其中之一更换标识
group-element|the group {value} has the name of an element|信息组 {value} 与信息项同名|give the group another name|请为该组更名
group-nested|the group holds {value}, which is a group|该组中又含有组 {value}|list its elements|请直接列出其中的信息项
any-needs-ground|`data: any` is only for `basis: ground`|`data: any` 仅可用于 `basis: ground`|list the elements|请列出信息项
none-personal|`basis: none` may take no personal element such as {value}|`basis: none` 不得含个人信息，如 {value}|choose a basis, or mark the element `alone: not-personal`|请选择处理依据，或将其标为 `alone: not-personal`
empty-section|the section {value} is empty|章节 {value} 为空|fill it, remove it, or write in `gap:` what is missing|请补全或删去；内容确有缺失的，请用 `gap:` 注明
id-long|the id of this clause is longer than {most} characters|该条款的标识超过 {most} 个字符|use shorter names|请缩短名称
id-alike|{value} and {other} differ only in case or separators|{value} 与 {other} 仅大小写或分隔符不同|give one of them a name that cannot be mistaken|请为其中之一取不易混淆的名称
ground-twice|{value} stands in two tables for the act {act}|{value} 出现在两个适用于 {act} 的表中|give one of them another id|请为其中之一更换标识
keep-idle|the purpose says how long data are kept, and neither collects nor keeps any|此目的写明了保存期限，处理方式中却没有收集或保存|add `collect` or `keep` to `acts`, or remove `keep`|请在 `acts` 中加入 collect 或 keep，或删去 `keep`
audience-none|elements in no audience are read without regard to relations: {names} ({count})|以下信息项未列入任何可见范围，读取时不看与本人的关系：{names_zh}（共 {count} 项）|add to the `data` of an audience what other people may not read|请将不应由他人读取的信息项加入某个可见范围的 `data`
unbundling|this basic purpose stops when the person says no to {value}, which is not basic|拒绝附加项 {value} 后，这一基本功能也会随之停止|let it go on without that consent and those data, or make it additional|请使其不依赖该同意及由此收集的信息，或改为附加功能
loses-unknown|{key} names {value}, which is the id of neither a purpose nor a function|{key} 中的 {value} 不是任何目的或功能的标识|{suggestion}|{suggestion_zh}
loses-going-on|`loses` names {value}, which goes on after a no|`loses` 中的 {value} 在拒绝后并不会停止|remove it, or write in its `need` the consent that it cannot do without: {{consent: explicit, for: ...}}|请删去；确实离不开该同意的，请在其 `need` 中写明 {{consent: explicit, for: ...}}
loses-missing|a no to this purpose also stops {names}, and `loses` does not say so|拒绝此目的还会使 {names_zh} 停止，但 `loses` 未写明|write `refused: {{loses: [{names}]}}`, or let them go on without this consent|请写 `refused: {{loses: [{names}]}}`，或使其不再依赖此项同意
keeps-lost|`keeps` names {value}, which a no to this purpose stops|`keeps` 中的 {value} 在拒绝后其实会停止|move it to `loses`|请移到 `loses`
needed-by-missing|a no to the trackers of {value} also stops {names}, and `needed-by` does not say so|拒绝 {value} 类存储还会使 {names_zh} 停止，但 `needed-by` 未写明|write `needed-by: [{names}]` in one of them, or let these go on without that choice|请在其中一项写明 `needed-by: [{names}]`，或使其不再依赖该选择
permission-missing|a device guards {value}, which {purpose} collects, and no permission holds it|{purpose} 收集的 {value} 受设备权限保护，但没有对应的权限条目|add it to the `data` of a permission; what a person picks or pastes may say so instead: `when: {{trigger: [pick]}}`|请将其加入某项权限的 `data`；由个人自行选取或粘贴的，也可写 `when: {{trigger: [pick]}}`
case-open|nobody has to say yes in this case, so anyone could use it|该情形不需要任何人同意，也不需要任何凭据，等于谁都可以用|write in `need` a consent, an agreement, an instruction or evidence, or allow `form: anonymised` only|请在 `need` 中写明同意、协议、指示或凭据，或仅允许 `form: anonymised`
opens-nothing|the ground lifts nothing and its table names no act|该表未写明适用于哪些处理方式，其中的情形不起任何作用|write `acts` and `lifts` in the table|请在表中写明 `acts` 与 `lifts`
ground-open|nothing proves that the ground is there, so anyone could claim it|没有任何凭据可证明该情形属实，等于谁都可以主张|write in `need` evidence about the step or the person, such as citation or approver; what the caller states of itself proves nothing|请在 `need` 中写明针对本次处理或本人的凭据，如 citation、approver；调用方自行声明的内容不能作为凭据
supplement-open|nobody has to consent to this supplement|该补充事项无须任何人同意|write {{consent: explicit}} in the `need` of the supplements, or as the basis|请在 `supplements` 的 `need` 中写明 {{consent: explicit}}，或以同意为处理依据
list-empty|nothing is listed here, and so nothing is limited|此处未列出任何内容，等于不作限制|list what is meant, or remove the key|请列明所指内容，或删去该键
band-nothing|the age band demands nothing and refuses nothing|该年龄段既无要求也无禁止|write `need:` or `refuses: all`|请写 `need:` 或 `refuses: all`
linkage-nothing|the bar does not say what the data are never joined with|未写明禁止与哪些信息关联|write `never-with: identified` or a list|请写 `never-with: identified` 或列出信息项
origin-open|nothing is confirmed before data of this origin count as collected|此来源的信息未经确认即视为已收集|write `confirm:`, such as [origin, lawful, scope]|请写 `confirm:`，如 [origin, lawful, scope]
state-open|a closed account or an ended service refuses at least something|账号注销或服务终止后不能一概放行|write `refuses: all`, and in `except` what may go on|请写 `refuses: all`，并在 `except` 中写明例外
band-age|the band does not say below which age|该年龄段未写明年龄上限|name it under-18 or write `below: 18`|请命名为 under-18，或写 `below: 18`
state-except|`except` names {value}, which is no hold, ground, recipient role or purpose|`except` 中的 {value} 不是依法保留、例外情形、接收方角色或目的|{suggestion}|{suggestion_zh}
recipient-nothing|the recipient {value} has no purpose and can receive nothing|接收方 {value} 未列明目的，因而收不到任何信息|list its purposes|请列明提供给该接收方的目的
recipient-alike|people cannot tell {value} from {other}: name and contact are the same|{value} 与 {other} 的名称和联系方式相同，个人无从分辨|give them different names, or their own contacts|请写不同的名称，或各自的联系方式
overlay-section|the overlay may not change {value}|附加条款不得修改 {value}|add it to `may-change`|请加入 `may-change`
overlay-clash|{value} is changed by two overlays|两个附加条款都修改了 {value}|keep one|请只保留其中一个
overlay-entry|the addendum to {value} is not written as that section asks|对 {value} 的附加条款不符合该章节的写法|write it as in the section itself|请按该章节的写法书写
text-missing|the text {language} is missing|缺少 {language} 文本|write `{language_plain}: ...`|请补写 `{language_plain}: ...`
no-purpose|the file states no purpose, so nothing is permitted|文件未写明任何目的，因此一律不允许|write `purposes:`|请补写 `purposes:`
gap|left open: {what}|尚有空缺：{what_zh}|fill it before the policy is published|请在发布前补全
no-agreement|a purpose rests on agreement, and the file does not say how it is given|有处理目的以同意本政策为依据，但文件未写明如何取得同意|write `agreement:`|请补写 `agreement:`
no-contact|the file names no controller or no way to reach it|文件未写明处理者或其联系方式|write `controller: {{name: ..., contact: {{email: ...}}}}`|请补写 `controller:`（名称与联系方式）
instructions-none|{value} is of another controller, and no instructions cover it|{value} 属于其他处理者，但没有任何指示条款涵盖它|add it to `instructions`|请将其加入 `instructions`
open-list|{value} leaves the list open|{value} 使所列范围没有边界|name every item, or use one word that covers them all|请逐项列明，或改用能概括全部内容的词
open-period|{value} leaves the period open|{value} 没有写明期限|write a number and a unit, such as 12 months, or the event that ends it, such as account-closed|请写数字加单位（如 12 months），或写明终止期限的事件（如 account-closed）
not-event|{value} is not an event|{value} 不是事件的标识|write its id, such as account-closed, or a period in `for`|请写事件的标识（如 account-closed），或在 `for` 中写明期限
right-clock|the right has no clock|此项权利没有办理时限|write `within:` and `from:` here, or `answer:` in `requests`|请在此写 `within:` 与 `from:`，或在 `requests` 中写 `answer:`
cooling-late|the cooling-off of {value} takes all of the {limit} in which an erasure is promised|冷静期 {value} 占满了所承诺的删除时限 {limit}|write a shorter `cooling-off:` in `requests.proof`|请在 `requests.proof` 中写更短的 `cooling-off:`
measure-proof|nothing shows whether the measure is kept|无从证明此项措施已落实|write `proof: probe`, or `proof: attested` with `owner:` and `dated:`|请写 `proof: probe`，或写 `proof: attested` 并注明 `owner:` 和 `dated:`
measure-attested|the measure is attested, and it is not said by whom and when|此项措施以声明证明，但未注明由谁、于何时作出|write `owner:` and `dated:`|请补写 `owner:`（负责人）和 `dated:`（日期）
age-undecided|whoever does not say their age counts as an adult, and no reason is given|年龄不明者一律视为成年人，但未说明理由|write why in `decided`, or `unknown: ask`|请在 `decided` 中说明理由，或改为 `unknown: ask`
attests-nothing|the instructions reach as far as the controller attests, and nothing says what it attests|指示以处理者的声明为限，但未写明处理者声明了什么|write `attests: {{told: [purpose, scope, method], consent: explicit}}`, or `within: activated`|请写 `attests: {{told: [purpose, scope, method], consent: explicit}}`，或改为 `within: activated`
tracker-kind|{value} is not one of the `kinds` of storage: {kinds}|{value} 不在 `kinds` 所列的存储种类之中：{kinds}|add it to `kinds`, or write one of them|请加入 `kinds`，或改用其中之一
derived-demanded|{value} is worked out and cannot be demanded of a person|{value} 由推算得出，不能要求个人提供|move it to `optional`|请移到 `optional`
witness-one|a consent that only others can attest cannot be asked for|只能由他人证明的同意，无从向本人征求|add `own` to `by` if the person may be asked|可以向本人征求的，请在 `by` 中加入 `own`
retention-missing|the purpose does not say how long data are kept|此目的未写明保存期限|write `keep:`|请补写 `keep:`
"""

MESSAGES: dict[str, Message] = {
    row[0]: Message(f"policy.{row[0]}", row[1], row[2], row[3], row[4])
    for row in (line.split("|") for line in _TABLE.strip().splitlines())
}
PERIOD = MESSAGES["period"]


def wrong(name: str, **values: object) -> Wrong:
    """Return the mistake `name` (a key of `MESSAGES`) with its `values`, ready to be raised."""
    return Wrong(MESSAGES[name], **{key: written(value) for key, value in values.items()})


def in_words(names: Sequence[str], most: int = 50) -> dict[str, Plain]:
    """Return `names` and `names_zh`: at most `most` ids, as they are listed in English and in Chinese."""
    more = len(names) > most
    return {
        "names": Plain(", ".join(names[:most]) + (", ..." if more else "")),
        "names_zh": Plain("、".join(names[:most]) + ("……" if more else "")),
    }


def suggestion(value: str, known: Iterable[str]) -> dict[str, Plain]:
    """Return the help texts `suggestion` and `suggestion_zh`: the nearest of `known`, else what there is."""
    words = sorted(known)
    near = difflib.get_close_matches(value, words, n=1, cutoff=0.6)
    if near:
        return {
            "suggestion": Plain(f"did you mean `{near[0]}`?"),
            "suggestion_zh": Plain(f"是否想写 `{near[0]}`？"),
        }
    shown = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")
    if not shown:
        return {
            "suggestion": Plain("nothing is declared there yet"),
            "suggestion_zh": Plain("该处尚未声明任何内容"),
        }
    return {"suggestion": Plain(f"write one of: {shown}"), "suggestion_zh": Plain(f"可用：{shown}")}
