"""A small invented policy, in two versions, that has one of everything a caller can meet."""

from __future__ import annotations

SHOP = """
troth: 1
id: shop
version: "1"
effective: "2026-01-01"
languages: [en, zh]
laws: [pipl]
calendar: CN
region: CN
title: {en: The shop's rules, zh: 小店规则}
controller: {name: Shop, en: The shop answers for this, zh: 小店对此负责, contact: {email: privacy@shop.example}}
agreement: {by: click, level: explicit, shown: before-first-collection, takes-effect: announced-date, disagreeing: stops-everything,
  en: You agree by a click, zh: 点击即为同意}
products:
  web: {en: Web site, zh: 网站}
data:
  phone: {kind: contact.phone_number, en: phone number, zh: 手机号码}
  email: {kind: contact.email, en: email address, zh: 电子邮箱}
  nickname: {kind: account.nickname, en: nickname, zh: 昵称}
  picture: {kind: content.picture, en: picture, zh: 图片}
  faith: {kind: demographic.religious_belief, en: faith, zh: 宗教信仰}
notices:
  carrier: {en: A carrier brings the parcel, zh: 包裹由承运商派送}
purposes:
  registration: {en: Open an account, zh: 注册账号, function: basic, basis: agreement, data: {required: [phone], optional: [email, nickname]}, keep: {until: account-closed}}
  ideas: {en: Show ideas, zh: 推荐, function: additional, basis: {consent: explicit}, reuses: [registration], data: {optional: [nickname, email]}, refused: {loses: [ideas]}}
  study: {en: Study together with others, zh: 联合研究, function: additional, basis: {consent: separate}, acts: [collect, use, share], data: {optional: [email, nickname]}, refused: {loses: [study]}}
  club: {en: Run the club, zh: 会员俱乐部, function: additional, basis: {consent: explicit}, minors: ok, data: {optional: [nickname]}, refused: {loses: [club]}}
  photo: {en: Take a picture, zh: 拍照, function: additional, basis: agreement, functions: [photo], data: {optional: [picture]}, keep: none}
  parcels: {en: Send parcels, zh: 寄送包裹, function: basic, basis: agreement, reuses: [registration], data: {optional: [phone, nickname]},
    need: [{told: [carrier, purpose]}]}
permissions:
  camera: {en: Use the camera, zh: 使用相机, data: [picture], serves: [photo]}
recipients:
  lab: {en: A laboratory, zh: 实验室, role: partner, region: CN, purposes: [study], data: [email, nickname], contact: lab@lab.example, signed: true}
  panel: {en: A panel, zh: 调查机构, role: partner, region: CN, purposes: [study], data: [email, nickname], contact: panel@panel.example, signed: true}
providing:
  share:
    en: Only in these cases
    zh: 仅限下列情形
    cases:
      studied: {en: A partner studies with us, zh: 合作方参与研究, purposes: [study], need: [{consent: separate, naming: [recipient, purpose]}]}
minors:
  age: {by: declared, unknown: ask}
  bands:
    under-14: {en: A child needs a guardian, zh: 儿童须经监护人同意, below: 14, need: [{guardian: explicit}]}
"""
SHOP = SHOP.replace(" minors: ok,", "")
NEXT = SHOP.replace('version: "1"', 'version: "2"').replace(
    "Show ideas, zh: 推荐", "Show better ideas, zh: 更好的推荐"
)
