"""The style of a published text: for a phone, a desk, the dark, and paper.

Rules
- Everything is below `.published`, so that it can stand in a page that has a style of its own.
- On a narrow screen a table becomes a stack of rows, each cell with its label; roles keep it a table for who listens.

Example
    the file that `troth render --format html` writes has it in `<style>`; the privacy centre serves it as a file
"""

from __future__ import annotations

PAGE_STYLE = """\
.published {
  --p-ink: #1d2b2a; --p-soft: #4a5a59; --p-line: #c9d3d2; --p-paper: #fff; --p-wash: #f4f7f6; --p-accent: #0b5c55;
  --p-tint: #e3f0ee; --p-warn: #7a4a00; --p-warn-wash: #fff4dc; --p-warn-line: #d9a441;
  color: var(--p-ink); background: var(--p-paper); line-height: 1.7; overflow-wrap: anywhere; font-size: 1rem;
  font-family: system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif;
}
@media (prefers-color-scheme: dark) {
  .published {
    --p-ink: #e6edec; --p-soft: #b3c0be; --p-line: #3d4b4a; --p-paper: #141c1b; --p-wash: #1c2625; --p-accent: #7fd1c7;
    --p-tint: #1f3634; --p-warn: #f5cf83; --p-warn-wash: #33280f; --p-warn-line: #8a6a24;
  }
  body:has(> main.published) { background: #141c1b; }
}
body:has(> main.published) { margin: 0; }
main.published { max-width: 52rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
.published *, .published *::before { box-sizing: border-box; }
.published h1, .published h2, .published h3, .published h4, .published h5, .published h6 { color: var(--p-ink); font-weight: 700; }
.published h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.3; margin: .5rem 0 .75rem; }
.published h2 { font-size: 1.4rem; line-height: 1.35; margin: 2.5rem 0 .75rem; padding-top: .6rem; border-top: 2px solid var(--p-line); }
.published h3 { font-size: 1.15rem; margin: 1.75rem 0 .6rem; line-height: 1.4; }
.published h4, .published h5, .published h6 { font-size: 1.02rem; margin: 0 0 .35rem; line-height: 1.5; }
.published p { margin: .4rem 0 .75rem; }
.published a { color: var(--p-accent); text-underline-offset: .2em; text-decoration-thickness: 1px; text-decoration-color: color-mix(in srgb, currentColor 45%, transparent); }
.published strong { font-weight: 700; color: inherit; }
.published .note { color: var(--p-soft); }
.published .gap { color: var(--p-warn); font-weight: 600; }
.published dl, .published dd, .published dt { margin: 0; padding: 0; }
.published dt { color: var(--p-soft); font-size: .9rem; font-weight: 400; }
.published dl.head { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: .75rem 0 1.25rem; }
.published dl.head div { max-width: 100%; min-width: 6rem; }
.published .brief { border: 2px solid var(--p-accent); border-radius: 10px; padding: .25rem 1rem .75rem; background: var(--p-tint); margin: 1rem 0; }
.published .brief h2 { border: 0; margin: .5rem 0; padding: 0; font-size: 1.2rem; }
.published .ways { display: flex; flex-wrap: wrap; gap: .1rem .75rem; padding: 0; margin: 0 0 .3rem; line-height: 1.5; font-size: .95em; }
.published .ways li { list-style: none; padding: 0; margin: 0; }
.published .ways a { display: inline-block; padding: .1rem 0; margin: 0; }
.published .answers > div:target { background: var(--p-paper); }
.published .answers > div { padding: .5rem 0; border-top: 1px solid var(--p-line); }
.published .answers dt { color: var(--p-ink); font-weight: 700; font-size: 1rem; }
.published .answers ul { padding: 0; margin: 0; }
.published .answers li { list-style: none; }
.published .answers dt a { color: inherit; }
.published .answers dt a, .published .answers li > a:only-child { display: inline-block; padding: .1rem 0; }
.published .answers { line-height: 1.5; }
.published ul { margin: .2rem 0 .5rem; padding-left: 1.25rem; }
.published li { margin: .1rem 0; }
.published nav { display: block; }
.published .others ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 0 0 1rem; font-size: .95rem; }
.published .others li { padding: 0; margin: 0; list-style: none; }
.published .others a { display: inline-block; padding: .35rem 0; margin: 0; }
.published .others a[aria-current] { color: var(--p-ink); font-weight: 700; text-decoration: none; border-bottom: 3px solid var(--p-accent); border-radius: 0; }
.published .old { border: 1px solid var(--p-warn-line); border-left-width: 5px; border-radius: 6px; background: var(--p-warn-wash); padding: .5rem 1rem; }
.published .old a { color: inherit; }
.published .parts ol { list-style: none; padding: 0; margin: 0; columns: 2 17rem; column-gap: 2rem; }
.published .parts li { break-inside: avoid; display: block; padding: 0; }
.published .parts a { display: inline-block; padding: .3rem 0; margin: 0; }
.published .entry { border: 1px solid var(--p-line); border-radius: 8px; padding: .75rem .9rem; margin: 0 0 .75rem; background: var(--p-paper); }
.published .entry > h3 { font-size: 1.02rem; margin: 0 0 .35rem; }
.published .entry .entry { border: 0; border-top: 1px solid var(--p-line); border-radius: 0; padding: .6rem 0 0; margin: .6rem 0 0; }
.published .entry:target, .published tr:target, .published li:target { background: var(--p-tint); }
.published .opening { font-size: 1.02rem; }
.published .particulars > div { display: grid; grid-template-columns: 1fr; gap: 0 1rem; padding: .25rem 0; }
.published .particulars ul { padding-left: 1.1rem; margin: 0; }
.published .sentences { padding-left: 1.25rem; margin: .5rem 0 1rem; }
.published .sentences > li { list-style: disc; padding: .2rem 0; border: 0; }
.published .mark, .published .draft { display: inline-block; font-size: .8rem; font-weight: 600; line-height: 1.3; padding: .05rem .4rem; border: 1px solid var(--p-warn-line); border-radius: 4px; background: var(--p-warn-wash); color: var(--p-warn); white-space: nowrap; vertical-align: middle; }
.published .draft { font-size: 1rem; }
.published .gaps { border: 1px solid var(--p-warn-line); border-left-width: 5px; border-radius: 6px; background: var(--p-warn-wash); padding: .5rem 1rem; margin: 1rem 0; }
.published dl.head div:last-child dd { font-size: .85rem; }
@media not screen, (min-width: 44.01rem) {
  .published table { table-layout: fixed; }
  .published col.p5 { width: 5%; }
  .published col.p10 { width: 10%; }
  .published col.p15 { width: 15%; }
  .published col.p20 { width: 20%; }
  .published col.p25 { width: 25%; }
  .published col.p30 { width: 30%; }
  .published col.p35 { width: 35%; }
  .published col.p40 { width: 40%; }
  .published col.p45 { width: 45%; }
  .published col.p50 { width: 50%; }
  .published col.p55 { width: 55%; }
  .published col.p60 { width: 60%; }
  .published col.p65 { width: 65%; }
  .published col.p70 { width: 70%; }
}
.published table { width: 100%; border-collapse: collapse; margin: .75rem 0 1.25rem; font-size: .95rem; background: none; }
.published caption { text-align: left; font-weight: 700; padding: .25rem 0; color: var(--p-ink); }
.published th, .published td { text-align: left; vertical-align: top; padding: .5rem .6rem; border: 1px solid var(--p-line); background: none; color: inherit; min-width: 0; overflow-wrap: anywhere; font-weight: 400; }
.published thead th { background: var(--p-wash); font-weight: 700; }
.published tbody th { font-weight: 700; }
.published td ul { padding-left: 1rem; margin: 0; }
.published td .label { display: none; }
@media (min-width: 40rem) {
  .published .particulars > div { grid-template-columns: 10rem minmax(0, 1fr); }
  .published .answers > div { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 0 1rem; }
}
@media screen and (max-width: 44rem) {
  .published .brief { padding: .1rem .75rem .4rem; margin: .5rem 0 1rem; font-size: .95rem; }
  .published .brief h2 { font-size: 1.05rem; margin: .35rem 0; }
  .published .answers { line-height: 1.45; }
  .published .answers dt { font-size: .95rem; }
  .published .others ul { gap: 0 1rem; margin: 0 0 .4rem; }
  .published .others a { padding: .15rem 0; }
  .published .answers > div { padding: .25rem 0; }
  .published .answers li { margin: 0; }
  .published table, .published tbody, .published tr, .published th, .published td { display: block; width: 100%; }
  .published caption { display: block; }
  .published thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .published tr { border: 1px solid var(--p-line); border-radius: 8px; margin: 0 0 .75rem; padding: .6rem .9rem; }
  .published th, .published td { border: 0; padding: .15rem 0; }
  .published td.none { display: none; }
  .published td .label { display: block; color: var(--p-soft); font-size: .9rem; }
}
@media print {
  @page { size: A4; margin: 18mm 16mm; }
  .published { --p-ink: #000; --p-soft: #333; --p-line: #888; --p-paper: #fff; --p-wash: #fff; --p-tint: #fff; --p-accent: #000; --p-warn: #000; --p-warn-wash: #fff; --p-warn-line: #000; font-size: 10.5pt; }
  main.published { max-width: none; padding: 0; }
  .published .others { display: none; }
  .published a { text-decoration: none; color: inherit; }
  .published .entry, .published tr { break-inside: avoid; }
  .published h2, .published h3, .published h4 { break-after: avoid; }
  .published .entry { border: 0; border-top: 1px solid #888; border-radius: 0; padding: .4rem 0; }
  .published thead { display: table-header-group; }
}
"""
