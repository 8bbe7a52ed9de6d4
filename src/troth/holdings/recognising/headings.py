"""What the name of a column says about what is in it: Chinese, pinyin and English.

Rules
- A name is split into words (`userPhone_no` is user, phone, no); Chinese is read as it stands.
- A name that speaks about a value without holding it (`phone_verified_at`, `email_count`) says nothing.
- `name` alone says nothing unless its table is about people: products have names too.

Example
    >>> kind_of_heading("customers", "lxdh"), kind_of_heading("goods", "name"), kind_of_heading("t", "身份证号")
    ('contact.phone_number', None, 'government_id.national_identification_number')
"""

from __future__ import annotations

import re

_CHINESE = (
    (
        "government_id.national_identification_number",
        "身份证 证件号 居民身份 公民身份 身份證 證件號 身份號碼",
    ),
    ("government_id.passport_number", "护照 護照"),
    ("government_id.immigration", "通行证 通行證 回乡证 台胞证 居留证 签证号"),
    ("government_id.drivers_license_number", "驾驶证 驾照"),
    ("government_id.birth_certificate", "出生证"),
    ("government_id.vehicle_registration", "车牌 車牌 车架号 行驶证"),
    ("contact.emergency", "紧急联系"),
    ("contact.phone_number", "手机 手機 电话 電話 联系方式 聯絡方式 聯繫方式 座机 移动号码"),
    ("contact.fax_number", "传真"),
    ("contact.email", "邮箱 郵箱 电子邮件 電子郵件 電郵 邮件地址"),
    ("contact.messaging_account", "微信 QQ号 qq号 钉钉 飞书号"),
    ("device.ip_address", "IP地址 ip地址 登录IP 登录ip"),
    ("contact.address", "住址 家庭地址 收货地址 通讯地址 联系地址 详细地址 居住地 户籍 邮寄地址 地址"),
    ("contact.address.postal_code", "邮编 邮政编码"),
    ("financial.bank_account", "银行卡 銀行卡 银行账号 银行账户 銀行賬 銀行帳 銀行戶 开户账号 卡号"),
    ("financial.credit_card", "信用卡"),
    ("demographic.date_of_birth", "出生日期 出生年月 生日 出生"),
    ("demographic.gender", "性别 性別"),
    ("demographic.race_ethnicity", "民族 种族"),
    ("demographic.religious_belief", "宗教 信仰"),
    ("demographic.political_opinion", "政治面貌"),
    ("demographic.marital_status", "婚姻 婚否"),
    ("demographic.education", "学历 学位 毕业院校"),
    ("demographic.occupation", "职业"),
    ("demographic.nationality", "国籍"),
    ("job_title", "职务 岗位 职称"),
    ("health_and_medical", "病历 诊断 病史 过敏 血型 处方 体检 就诊"),
    ("biometric.face", "人脸 面部特征"),
    ("biometric.fingerprint", "指纹"),
    ("biometric.voice", "声纹"),
    ("criminal_history", "犯罪 前科"),
    ("authorization.password", "密码 口令"),
    ("account.avatar", "头像"),
    ("account.nickname", "昵称"),
    ("location.precise", "经度 纬度 经纬度 坐标"),
    ("device.identifier", "设备号 设备标识 MAC地址 mac地址 串号"),
    ("device.sim", "ICCID IMSI"),
    ("transaction.order", "订单号"),
    ("organisation.licence", "信用代码 营业执照 税号"),
    (
        "name",
        "姓名 联系人 聯絡人 聯繫人 收货人 收貨人 收件人 寄件人 法定代表人 监护人 持卡人 户主 真实名 用户名称 客户名称",
    ),
)
_WORDS = (
    ("government_id.national_identification_number", ("id_card idcard id_card_no id_card_number idcard_no identity_card_no id_no idno identity_card identity_no identity_number "
     "national_id resident_id id_number cert_no certno citizen_id ssn social_security sfz sfzh sfzhm sfzjhm sfzjh shenfenzheng "
     "shenfenzhenghao zjhm zhengjianhao hkid idcardnum id_num idnum id_card_num")),
    ("government_id.passport_number", "passport huzhao hzh"),
    ("government_id.drivers_license_number", "driver_license drivers_license driving_licence jsz jiashizheng"),
    ("government_id.vehicle_registration", ("plate plate_no plate_number license_plate licence_plate car_no vehicle_no "
     "vin cph cphm chepai chepaihao chejiahao")),
    ("government_id.immigration", "visa_no residence_permit txz"),
    ("contact.emergency", "emergency_contact emergency_phone jjlxr"),
    ("contact.phone_number", ("phone mobile tel telephone cell cellphone cell_phone msisdn phone_number phoneno mobileno "
     "mobilephone telno contact_no contact_number sjh sjhm sj_hm dhhm lxdhhm yddh gddh shouji shoujihao dianhua lxdh lianxidianhua dh lxfs")),
    ("contact.fax_number", "fax chuanzhen"),
    ("contact.email", "email mail e_mail email_address email_addr mail_address mail_addr mailbox youxiang dzyx yx dianziyouxiang"),
    ("contact.messaging_account", ("wechat weixin wx_id wxid openid open_id unionid union_id qq qq_no whatsapp telegram "
     "line_id weixinhao wxh qqh")),
    ("contact.address", ("address addr street home_address shipping_address mailing_address dizhi zhuzhi dz jtzz jtdz lxdz txdz "
     "shouhuodizhi xxdz hjdz hkszd")),
    ("contact.address.postal_code", "zip zipcode zip_code postcode postal_code post_code youbian yzbm"),
    ("financial.bank_account", ("bank_card bankcard bank_account bank_no card_no cardno account_no account_number bankcardnum iban yhk yhkh yhzh yinhangka "
     "yinhangkahao kahao bank_card_no")),
    ("financial.credit_card", "credit_card creditcard card_number pan"),
    ("demographic.date_of_birth", ("birthday birth birthdate birth_date date_of_birth dob csrq csny shengri chushengriqi "
     "chusheng birth_year")),
    ("demographic.gender", "gender sex xb xingbie"),
    ("demographic.race_ethnicity", "ethnicity race nation_code minzu mz"),
    ("demographic.religious_belief", "religion zongjiao"),
    ("demographic.marital_status", "marital marital_status marriage hunyin hyzk"),
    ("demographic.education", "education degree xueli whcd"),
    ("demographic.occupation", "occupation profession zhiye"),
    ("demographic.nationality", "nationality guoji"),
    ("job_title", "job_title jobtitle position_title zhiwu"),
    ("health_and_medical", "diagnosis disease allergy blood_type medical medical_record binglihao bingli zhenduan"),
    ("biometric.face", "face_id faceid face_feature renlian"),
    ("biometric.fingerprint", "fingerprint zhiwen"),
    ("authorization.password", "password passwd pwd mima mm"),
    ("account.username", "username login_name loginname login_id user_account yonghuming"),
    ("account.avatar", "avatar head_img headimgurl touxiang portrait"),
    ("account.nickname", "nickname nick nick_name nicheng screen_name"),
    ("location.precise", "lat lng lon longitude latitude geo gps coordinates location_point jingdu weidu"),
    ("device.ip_address", "ip ipaddr ip_address client_ip login_ip ipv remote_addr last_ip register_ip"),
    ("device.identifier", "imei mac mac_address macaddr idfa idfv oaid android_id device_no device_sn serial_no meid"),
    ("device.device_id", "device_id deviceid"),
    ("device.sim", "imsi iccid"),
    ("device.cookie_id", "cookie_id cookie"),
    ("organisation.licence", "uscc credit_code tax_no business_licence business_license tyshxydm"),
    ("name.first", "first_name firstname given_name givenname"),
    ("name.last", "last_name lastname surname family_name familyname"),
    ("name", ("real_name realname full_name fullname true_name truename user_name customer_name contact_name consignee "
     "contact_person receiver_name recipient_name patient_name student_name guardian_name cardholder member_name "
     "employee_name person_name xm xingming khxm yhxm lxr lxrxm lianxiren shr shouhuoren zsxm khmc")),
)  # fmt: skip
_PEOPLE = re.compile(
    r"user|customer|client|member|employee|staff|person|people|patient|student|contact|guardian|guest|passenger|driver"
    r"|applicant|visitor|subscriber|tenant|yonghu|kehu|huiyuan|yuangong|用户|客户|会员|员工|人员|患者|学生|联系人|访客|乘客"
)
_ABOUT = frozenset(
    "verified verify verification count num_of total flag is has enabled disabled status state type template templates "
    "hash hashed md5 sha256 sent at time expires expiry required valid confirmed bound format prefix suffix length "
    "subject provider domain server host queue log_id config setting settings rule level".split()
)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PHRASES = {tuple(phrase.split("_")): kind for kind, phrases in _WORDS for phrase in phrases.split()}
_LONGEST_PHRASE = max(map(len, _PHRASES))
_TERMS = tuple((term, kind) for kind, terms in _CHINESE for term in terms.split())
_ABOUT_CHINESE = re.compile("是否|数量|次数|状态|时间$|类型|标志|模板|验证")


def kind_of_heading(table: str, column: str) -> str | None:
    """Return the kind that the name of a column (with its table) says it holds, or None."""
    if not column.isascii():
        if _ABOUT_CHINESE.search(column):
            return None
        for term, kind in _TERMS:
            if term in column:
                return kind
    words = [word.lower() for word in _PARTS.findall(column)]
    if not words or not _ABOUT.isdisjoint(words):
        return None
    for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        for place in range(
            len(words) - length, -1, -1
        ):  # the last words say what it is: `user_mail_phone` is a phone
            said = _PHRASES.get(tuple(words[place : place + length]))
            if said is not None:
                return said
    if words in (["name"], ["xm"], ["mingzi"]) or column in {"名字", "名称"}:
        return "name" if _PEOPLE.search(table.lower()) else None
    return None
