"""What a starter file can say, part by part: elements, purposes, messages, recipients, rights.

Rules
- Texts and lists are ours, in both languages; nothing here comes from an answer.
- What an activity does not need, its part does not take. Numbers that nobody was asked for have a remark (`remarks`).

Example
    >>> ELEMENTS["phone"].kind
    'contact.phone_number'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ElementPart:
    """An element of data: its kind and its names; `secret` for a credential."""

    kind: str
    en: str
    zh: str
    secret: bool = False


@dataclass(frozen=True)
class PurposePart:
    """A purpose, message type or tracker entry: `section` says which; lists name elements; `keep` is a word below.

    `remark` names the remark above its `keep`; `told` what a person is told first, out of `NOTICES`.
    """

    id: str
    section: str
    en: str
    zh: str
    basis: str = ""
    basic: bool = False
    acts: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    keep: str = ""
    remark: str = ""
    channels: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def elements(self) -> tuple[str, ...]:
        """Every element that it takes."""
        return (*self.required, *self.one_of, *self.optional)


@dataclass(frozen=True)
class RecipientPart:
    """A kind of recipient: its role, what it receives and for what; no purposes: all that collect."""

    role: str
    en: str
    zh: str
    purposes: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


ELEMENTS: dict[str, ElementPart] = {
    "phone": ElementPart("contact.phone_number", "mobile number", "手机号码"),
    "email": ElementPart("contact.email", "e-mail address", "电子邮箱"),
    "password": ElementPart("authorization.password", "password", "登录密码", secret=True),
    "nickname": ElementPart("account.nickname", "nickname", "昵称"),
    "ip-address": ElementPart("device.ip_address", "IP address", "IP 地址"),
    "access-log": ElementPart("device.log", "log of visits and sign-ins", "访问与登录日志"),
    "session-id": ElementPart("device.cookie_id", "number of the visit", "会话标识"),
    "order-details": ElementPart("transaction.order", "what was ordered and for how much", "订单内容与金额"),
    "receiver": ElementPart("name", "name of the receiver", "收货人姓名"),
    "delivery-address": ElementPart("contact.address", "delivery address", "收货地址"),
    "message-to-us": ElementPart("content.message", "what you write to us", "您向我们反映的内容"),
    "visitor-id": ElementPart("device.cookie_id", "number of the visitor", "访客标识"),
    "pages-viewed": ElementPart("behavior.browsing_history", "pages viewed", "浏览的页面"),
    "location": ElementPart("location.precise", "exact location of the phone", "手机的精确位置"),
    "picture": ElementPart("content.picture", "picture taken", "拍摄的图片"),
    "push-address": ElementPart("device.notification", "push address of the app", "推送标识"),
    "items-viewed": ElementPart("behavior.interest", "goods and pages you looked at", "您看过的商品和内容"),
}

_MESSAGE_ACTS = ("collect", "use", "keep", "contact")

PURPOSES: dict[str, tuple[PurposePart, ...]] = {
    "sign-up": (
        PurposePart("registration", "purposes", "Open your account and let you sign in", "为您注册账号并提供登录",
            basis="agreement", basic=True, functions=("sign-up", "sign-in"), required=("password",), one_of=("phone", "email"),
            optional=("nickname",), keep="account"),
        PurposePart("staying-signed-in", "trackers", "Keep you signed in during a visit", "在访问期间保持登录状态",
            required=("session-id",)),
    ),
    "buy": (
        PurposePart("ordering", "purposes", "Take your order and deliver it", "处理并交付您的订单", basis="contract", basic=True,
            functions=("order",), required=("order-details",), optional=("receiver", "phone", "delivery-address"),
            keep="3 years from order-completed", remark="orders"),
        PurposePart("paying", "purposes", "Let you pay for your order", "为您的订单办理付款", basis="contract", basic=True,
            functions=("pay",), required=("order-details",), keep="3 years from order-completed", remark="orders"),
    ),
    "newsletter": (
        PurposePart("newsletter", "messages", "Send you our newsletter and offers", "向您发送资讯和优惠信息", basis="explicit",
            acts=_MESSAGE_ACTS, required=("email",), channels=("email",), keep="consent-withdrawn"),
    ),
    "support": (
        PurposePart("support", "purposes", "Answer your questions and complaints", "答复您的咨询和投诉", basis="agreement", basic=True,
            functions=("support",), required=("message-to-us",), optional=("phone", "email"),
            keep="12 months from ticket-closed", remark="support"),
    ),
    "analytics": (
        PurposePart("visit-counting", "trackers", "Count visits to make our pages better", "统计访问情况以改进页面",
            required=("visitor-id", "pages-viewed")),
    ),
    "location": (
        PurposePart("nearby", "purposes", "Show you what is near you", "为您展示附近的内容", basis="separate",
            functions=("nearby",), optional=("location",), keep="1 day from collection", remark="location",
            told=("necessity", "impact")),
    ),
    "camera": (
        PurposePart("pictures", "purposes", "Take pictures and scan codes for you", "为您拍照和扫码", basis="explicit",
            functions=("pictures",), optional=("picture",), keep="30 days from collection", remark="pictures"),
    ),
    "push": (
        PurposePart("push-messages", "messages", "Send you push messages about your account and orders", "向您推送账号和订单通知",
            basis="explicit", acts=_MESSAGE_ACTS, required=("push-address",), channels=("push",), keep="consent-withdrawn"),
    ),
    "recommendations": (
        PurposePart("recommendations", "purposes", "Recommend what may suit you", "为您推荐可能适合的内容", basis="explicit",
            acts=("collect", "use", "profile", "keep"), functions=("recommendations",), optional=("items-viewed",),
            keep="90 days from collection", remark="recommendations"),
    ),
}  # fmt: skip
"""The purposes of each activity."""

BROWSING = PurposePart("browsing", "purposes", "Let you look around without an account", "供您在未登录时浏览",
    basis="none", basic=True, acts=("serve",))  # fmt: skip
SAFETY = PurposePart("safe-operation", "purposes", "Keep our services safe and running", "保障服务安全稳定运行",
    basis="agreement", basic=True, acts=("collect", "use", "keep"), required=("ip-address", "access-log"),
    keep="6 months from collection", remark="logs")  # fmt: skip
MARKETING = frozenset({"newsletter"})
DECIDING = frozenset({"recommendations"})

RECIPIENTS: dict[str, RecipientPart] = {
    "hosting": RecipientPart("processor", "Runs the machines that our services stand on", "提供服务器和存储"),
    "sms": RecipientPart("processor", "Sends our text messages", "代为发送短信", ("registration", "ordering"), ("phone",)),
    "mail": RecipientPart("processor", "Sends our e-mail", "代为发送邮件", ("registration", "newsletter", "support"), ("email",)),
    "push": RecipientPart("processor", "Delivers our push messages", "代为推送消息", ("push-messages",), ("push-address",)),
    "payment": RecipientPart("third-party", "Takes your payment", "为您办理付款", ("paying",), ("order-details",)),
    "delivery": RecipientPart("third-party", "Delivers your order", "为您配送订单", ("ordering",),
        ("receiver", "phone", "delivery-address")),
    "analytics": RecipientPart("processor", "Counts visits for us", "代为统计访问情况", ("visit-counting",),
        ("visitor-id", "pages-viewed")),
    "maps": RecipientPart("processor", "Tells what is near a place", "提供地图和定位服务", ("nearby",), ("location",)),
    "helpdesk": RecipientPart("processor", "Runs our help desk", "提供客服系统", ("support",), ("message-to-us", "phone", "email")),
}  # fmt: skip

CATEGORIES = {
    "necessary": ("What signing in cannot do without", "登录所必需"),
    "statistics": ("Counting visits", "访问统计"),
}
CATEGORY_OF = {"staying-signed-in": "necessary", "visit-counting": "statistics"}
LIVES = {"staying-signed-in": "visit", "visit-counting": "90 days"}

CHANNELS = {
    "email": ("E-mail", "电子邮件", "email", "link"),
    "push": ("Push message", "推送", "push-address", "settings"),
}

PERMISSIONS = {
    "location": (
        "location",
        "location",
        "nearby",
        "Your location",
        "位置信息",
        "Settings, Privacy, Location",
        "手机“设置”中的“定位服务”",
    ),
    "camera": (
        "camera",
        "picture",
        "pictures",
        "The camera",
        "相机",
        "Settings, Privacy, Camera",
        "手机“设置”中的“相机”权限",
    ),
    "push": (
        "notifications",
        "push-address",
        "push-messages",
        "Notifications",
        "通知",
        "Settings, Notifications",
        "手机“设置”中的“通知”",
    ),
}
"""By activity: id, element, function or message type served, name (en, zh), where it is switched (en, zh)."""

NOTICES = {
    "necessity": (
        "why it is needed: without the exact location we cannot tell what is near you",
        "必要性：没有精确位置，就无法知道您附近有什么",
    ),
    "impact": (
        "what it means for you: a location shows where you are and have been; if it leaked, others could find you",
        "对您的影响：位置会显示您身在何处、去过哪里；一旦泄露，他人可能据此找到您",
    ),
}
"""What is told before sensitive data are taken (PIPL 30)."""

RIGHTS = {
    "access": ("See what we hold about you", "查阅我们持有的您的个人信息"),
    "copy": ("Get a copy of it, or have it sent elsewhere", "复制您的个人信息，或请求转移至您指定的处理者"),
    "correct": ("Have it corrected or completed", "更正、补充您的个人信息"),
    "delete": ("Have it erased", "删除您的个人信息"),
    "restrict": ("Restrict or refuse how we handle it", "限制或拒绝我们处理您的个人信息"),
    "withdraw": ("Take back a consent, as easily as you gave it", "撤回同意，与作出同意一样方便"),
    "cancel-account": ("Close your account; what it held is erased", "注销账号，账号中的信息随之删除"),
    "object-automated": (
        "Refuse decisions made by a program, and have a human look again",
        "拒绝仅由程序作出的决定，要求人工复核",
    ),
    "explain-rules": ("Have these rules explained to you", "要求我们解释说明本政策"),
}
