"""Errors about operators, by what can be done about them. None says whether somebody is known here.

- `SignInRefused`: the answer was not right. Try again, or another way in.
- `TooOften`: too many wrong answers. Wait.
- `NotAllowed`: this operator may not do this. Ask one who may.
- `BadOperator`: what was typed about an operator cannot be used. Mend it.
- `NeedsSecond`: a second person is needed. It was not done.
- `NotWaiting`: the proposal is not there, is over, or is another one. Look at the list.
- `ProviderAway`: the provider of identities does not answer. Use another way in.
"""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

REFUSED = Message(
    "operators.refused",
    "this did not sign anybody in",
    "登录未成功",
    "check what you typed, or use another way to sign in",
    "请核对输入内容，或换用其他登录方式",
)
TOO_OFTEN = Message(
    "operators.too-often",
    "too many wrong answers were given for this name or from here",
    "此账号或此处输入错误的次数过多",
    "wait {minutes} minutes; a passkey or your organisation's sign-in still works",
    "请等待 {minutes} 分钟；通行密钥或组织账号登录不受影响",
)
COPIED = Message(
    "operators.passkey-copied",
    "the counter of this passkey went back: there may be a copy of it",
    "此通行密钥的计数发生倒退，可能已被复制",
    "the passkey was removed; sign in another way and register a new one",
    "该通行密钥已移除，请用其他方式登录后重新登记",
)
LINK_OVER = Message(
    "operators.link-over",
    "this invitation cannot be used: it was used, is too old, or is not complete",
    "该邀请无法使用：可能已使用过、已过期或不完整",
    "ask the person who invited you for a new one",
    "请向邀请人索取新的邀请链接",
)
NOT_ALLOWED = Message(
    "operators.not-allowed",
    "your role does not allow this",
    "您的角色不允许此操作",
    "ask an operator who has the role, or a privacy officer to change yours",
    "请由具备相应角色的人员操作，或请个人信息保护负责人调整您的角色",
)
NOT_YOURSELF = Message(
    "operators.not-yourself",
    "nobody changes their own roles or removes themselves",
    "不能更改自己的角色，也不能移除自己",
    "ask another privacy officer",
    "请由另一位个人信息保护负责人操作",
)
MORE_THAN_OWN = Message(
    "operators.more-than-own",
    "nobody can give roles or controllers that they do not have",
    "不能授予自己没有的角色或处理者范围",
    "choose among your own, or ask a privacy officer",
    "请在自己的范围内选择，或请个人信息保护负责人操作",
)
LAST_OFFICER = Message(
    "operators.last-officer",
    "this is the last privacy officer who can sign in",
    "这是最后一位可登录的个人信息保护负责人",
    "make another one first",
    "请先增设另一位负责人",
)
BAD_ID = Message(
    "operators.bad-id",
    "this cannot be the id of an operator",
    "此账号名不可用",
    "use 2 to 64 of a-z, 0-9, `.` and `-`, beginning with a letter, such as `li.wei`",
    "请使用 2 至 64 个小写字母、数字、`.` 或 `-`，以字母开头，例如 `li.wei`",
)
BAD_ADDRESS = Message(
    "operators.bad-address",
    "this is no mail address that the link could be sent to",
    "该邮箱地址无法用于发送链接",
    "give the address at which only this person reads mail, such as li.wei@acme.example",
    "请填写仅本人可查收的邮箱，例如 li.wei@acme.example",
)
NOT_SENT = Message(
    "operators.not-sent",
    "the operator is on the list, and the mail with the link could not be handed over",
    "操作人员已加入列表，但含链接的邮件未能发出",
    "make a new link on the page of the operator, or look at the settings of mail",
    "请在该操作人员页面重新生成链接，或检查邮件设置",
)
BAD_NAME = Message(
    "operators.bad-name",
    "the name is empty or longer than 80 characters",
    "姓名为空或超过 80 个字符",
    "give the name that colleagues know",
    "请填写同事熟悉的姓名",
)
TAKEN = Message(
    "operators.taken",
    "there is an operator with this id already",
    "此账号名已被使用",
    "choose another id",
    "请换一个账号名",
)
OF_ONE = Message(
    "operators.of-one",
    "a customer's administrator has that role alone, the name of one organisation, and the policies whose requests it answers",
    "客户组织的管理员只有这一个角色，须写明所属组织，并指定其答复请求所属的政策",
    "choose the role alone, name the organisation, and name each policy",
    "请只选此角色，填写组织名称，并逐一选择政策",
)
NO_ROLE = Message(
    "operators.no-role",
    "an operator has at least one role and one controller",
    "至少需要一个角色和一个处理者",
    "choose them",
    "请作出选择",
)
UNKNOWN = Message(
    "operators.unknown",
    "there is no such operator",
    "没有这位操作人员",
    "take one from the list",
    "请从列表中选择",
)
SHORT_PASSWORD = Message(
    "operators.short-password",
    "the password has fewer than {least} characters",
    "密码少于 {least} 个字符",
    "several words that only you would put together are easy to remember and hard to guess",
    "建议用几个只有您会想到的词语组合，易记且难猜",
)
LONG_PASSWORD = Message(
    "operators.long-password",
    "the password has more than {most} characters",
    "密码超过 {most} 个字符",
    "choose a shorter one",
    "请缩短密码",
)
PLAIN_PASSWORD = Message(
    "operators.plain-password",
    "the password holds your id, or hardly more than one character again and again",
    "密码包含您的账号名，或几乎只由同一字符重复组成",
    "several words that only you would put together are easy to remember and hard to guess",
    "建议用几个只有您会想到的词语组合，易记且难猜",
)
NOT_TWICE = Message(
    "operators.not-twice",
    "the two passwords are not the same",
    "两次输入的密码不一致",
    "type it again, twice",
    "请重新输入两次",
)
LAST_WAY_IN = Message(
    "operators.last-way-in",
    "this is your last way to sign in",
    "这是您最后一种登录方式",
    "set up another one first",
    "请先设置另一种登录方式",
)
TOO_MANY_KEYS = Message(
    "operators.too-many-keys",
    "an operator has at most {most} passkeys",
    "每人最多登记 {most} 个通行密钥",
    "remove one first",
    "请先移除一个",
)
NEEDS_SECOND = Message(
    "operators.needs-second",
    "this needs a second person, who is not the one who asks for it",
    "此操作需要第二人批准，且不能由提出者本人批准",
    "propose it; another privacy officer or administrator approves it under `Waiting for a second person`",
    "请先提出，再由另一位负责人或管理员在“等待第二人批准”页面批准",
)
MAY_BE_ONE = Message(
    "operators.may-be-one",
    "whoever invited somebody, or held their link, is not the second person for them",
    "邀请人或曾持有对方邀请链接的人，不能作为对方的第二批准人",
    "ask another operator to approve it, or to confirm on the page of operators that these are two persons;"
    " on the host: troth operator confirm ID",
    "请由其他操作人员批准，或请其他操作人员在“操作人员”页面确认二者确为两人；也可在主机上执行 troth operator confirm ID",
)
SAY_WHO = Message(
    "operators.say-who",
    "there are operators here, so whoever has looked at it is named",
    "系统已有操作人员，须指明由谁核对",
    "add --approved-by ID, or let them approve it at the console, page `Retention`",
    "请加 --approved-by ID，或由其在控制台“保存期限”页面批准",
)
NOT_TO_CONFIRM = Message(
    "operators.not-to-confirm",
    "this is not yours to confirm: you held the link, you are not confirmed yourself, or there is nothing to confirm",
    "您不能作此确认：您曾持有其链接、您本人尚未经确认，或无须确认",
    "ask another privacy officer or administrator; on the host: troth operator confirm ID",
    "请由其他负责人或管理员确认；也可在主机上执行 troth operator confirm ID",
)
KEY_IS_NOBODY = Message(
    "operators.key-is-nobody",
    "the API key is not a person: it neither proposes nor approves",
    "API 密钥不代表具体个人，不能提出或批准",
    "invite operators and sign in as one of them",
    "请先邀请操作人员，再以其身份登录",
)
NOT_WAITING = Message(
    "operators.not-waiting",
    "there is no such proposal waiting: it was decided, is too old, or is for something else",
    "没有此项待批提议：可能已有结论、已过期或内容不符",
    "look at the list, or propose it again",
    "请查看列表，或重新提出",
)
AWAY = Message(
    "operators.provider-away",
    "the provider of identities does not answer as it should",
    "身份提供方未正常响应",
    "sign in another way; if it stays so, see docs/OPERATORS.md",
    "请用其他方式登录；如持续如此，请参阅 docs/OPERATORS.md",
)
BAD_SIGN_IN_FILE = Message(
    "operators.bad-sign-in-file",
    "the file of TROTH_SIGN_IN cannot be used: {why}",
    "TROTH_SIGN_IN 指定的文件无法使用：{why_zh}",
    "mend it after docs/OPERATORS.md",
    "请参照 docs/OPERATORS.md 修改",
)


class OperatorError(TrothError):
    """Something about operators."""


class SignInRefused(OperatorError):
    """The answer was not right; who was meant is not said."""


class PasskeyCopied(SignInRefused):
    """The counter of a passkey went back."""


class TooOften(OperatorError):
    """Too many wrong answers."""


class NotAllowed(OperatorError):
    """This operator may not do this."""


class BadOperator(OperatorError):
    """What was typed about an operator cannot be used."""


class NeedsSecond(OperatorError):
    """A second person is needed."""


class NotWaiting(OperatorError):
    """The proposal cannot be decided or used."""


class ProviderAway(OperatorError):
    """The provider of identities does not answer."""
