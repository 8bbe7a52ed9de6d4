"""Hong Kong: the general holidays, year by year.

Rules
- Facts only: dates and the festival that each belongs to (a day in lieu belongs to the festival it stands for). Where
  they come from: the General Holidays Ordinance, Cap. 149, and the list that the government gazettes for each year.
- Every Sunday is a general holiday too; Saturdays are not, but nobody promises them as working days.
- A year with `?` is one whose gazetted list was not seen: the days follow from the Ordinance, and what is counted
  in it is provisional.

Example
    2026 new-year 01-01; lunar-new-year 02-17..02-19
"""

from __future__ import annotations

FESTIVALS = {
    "new-year": ("the first day of January", "元旦"),
    "lunar-new-year": ("Lunar New Year", "农历新年"),
    "good-friday": ("Good Friday and the day after", "耶稣受难节及翌日"),
    "easter": ("Easter Monday", "复活节星期一"),
    "ching-ming": ("Ching Ming Festival", "清明节"),
    "labour-day": ("Labour Day", "劳动节"),
    "buddha": ("the Birthday of the Buddha", "佛诞"),
    "tuen-ng": ("Tuen Ng Festival", "端午节"),
    "establishment-day": ("HKSAR Establishment Day", "香港特别行政区成立纪念日"),
    "victory-day": ("70th anniversary of victory in 1945", "抗战胜利七十周年纪念日"),
    "mid-autumn": ("the day after Mid-Autumn Festival", "中秋节翌日"),
    "national-day": ("National Day", "国庆日"),
    "chung-yeung": ("Chung Yeung Festival", "重阳节"),
    "christmas": ("Christmas", "圣诞节"),
}

DAYS = """
2004 new-year 01-01; lunar-new-year 01-22..01-24; ching-ming 04-05; good-friday 04-09..04-10; easter 04-12; labour-day 05-01; buddha 05-26; tuen-ng 06-22; establishment-day 07-01; mid-autumn 09-29; national-day 10-01; chung-yeung 10-22; christmas 12-25 12-27
2005 new-year 01-01; lunar-new-year 02-09..02-11; good-friday 03-25..03-26; easter 03-28; ching-ming 04-05; labour-day 05-02; buddha 05-16; tuen-ng 06-11; establishment-day 07-01; mid-autumn 09-19; national-day 10-01; chung-yeung 10-11; christmas 12-26..12-27
2006 new-year 01-02; lunar-new-year 01-28 01-30..01-31; ching-ming 04-05; good-friday 04-14..04-15; easter 04-17; labour-day 05-01; buddha 05-05; tuen-ng 05-31; establishment-day 07-01; national-day 10-02; mid-autumn 10-07; chung-yeung 10-30; christmas 12-25..12-26
2007 new-year 01-01; lunar-new-year 02-17 02-19..02-20; ching-ming 04-05; good-friday 04-06..04-07; easter 04-09; labour-day 05-01; buddha 05-24; tuen-ng 06-19; establishment-day 07-02; mid-autumn 09-26; national-day 10-01; chung-yeung 10-19; christmas 12-25..12-26
2008 new-year 01-01; lunar-new-year 02-07..02-09; good-friday 03-21..03-22; easter 03-24; ching-ming 04-04; labour-day 05-01; buddha 05-12; tuen-ng 06-09; establishment-day 07-01; mid-autumn 09-15; national-day 10-01; chung-yeung 10-07; christmas 12-25..12-26
2009 new-year 01-01; lunar-new-year 01-26..01-28; ching-ming 04-04; good-friday 04-10..04-11; easter 04-13; labour-day 05-01; buddha 05-02; tuen-ng 05-28; establishment-day 07-01; national-day 10-01; mid-autumn 10-03; chung-yeung 10-26; christmas 12-25..12-26
2010 new-year 01-01; lunar-new-year 02-13 02-15..02-16; good-friday 04-02..04-03; easter 04-05; ching-ming 04-06; labour-day 05-01; buddha 05-21; tuen-ng 06-16; establishment-day 07-01; mid-autumn 09-23; national-day 10-01; chung-yeung 10-16; christmas 12-25 12-27
2011 new-year 01-01; lunar-new-year 02-03..02-05; ching-ming 04-05; good-friday 04-22..04-23; easter 04-25; labour-day 05-02; buddha 05-10; tuen-ng 06-06; establishment-day 07-01; mid-autumn 09-13; national-day 10-01; chung-yeung 10-05; christmas 12-26..12-27
2012 new-year 01-02; lunar-new-year 01-23..01-25; ching-ming 04-04; good-friday 04-06..04-07; easter 04-09; buddha 04-28; labour-day 05-01; tuen-ng 06-23; establishment-day 07-02; mid-autumn 10-01; national-day 10-02; chung-yeung 10-23; christmas 12-25..12-26
2013 new-year 01-01; lunar-new-year 02-11..02-13; good-friday 03-29..03-30; easter 04-01; ching-ming 04-04; labour-day 05-01; buddha 05-17; tuen-ng 06-12; establishment-day 07-01; mid-autumn 09-20; national-day 10-01; chung-yeung 10-14; christmas 12-25..12-26
2014 new-year 01-01; lunar-new-year 01-31..02-01 02-03; ching-ming 04-05; good-friday 04-18..04-19; easter 04-21; labour-day 05-01; buddha 05-06; tuen-ng 06-02; establishment-day 07-01; mid-autumn 09-09; national-day 10-01; chung-yeung 10-02; christmas 12-25..12-26
2015 new-year 01-01; lunar-new-year 02-19..02-21; good-friday 04-03..04-04; ching-ming 04-06; easter 04-07; labour-day 05-01; buddha 05-25; tuen-ng 06-20; establishment-day 07-01; victory-day 09-03; mid-autumn 09-28; national-day 10-01; chung-yeung 10-21; christmas 12-25..12-26
2016 new-year 01-01; lunar-new-year 02-08..02-10; good-friday 03-25..03-26; easter 03-28; ching-ming 04-04; labour-day 05-02; buddha 05-14; tuen-ng 06-09; establishment-day 07-01; mid-autumn 09-16; national-day 10-01; chung-yeung 10-10; christmas 12-26..12-27
2017 new-year 01-02; lunar-new-year 01-28 01-30..01-31; ching-ming 04-04; good-friday 04-14..04-15; easter 04-17; labour-day 05-01; buddha 05-03; tuen-ng 05-30; establishment-day 07-01; national-day 10-02; mid-autumn 10-05; chung-yeung 10-28; christmas 12-25..12-26
2018 new-year 01-01; lunar-new-year 02-16..02-17 02-19; good-friday 03-30..03-31; easter 04-02; ching-ming 04-05; labour-day 05-01; buddha 05-22; tuen-ng 06-18; establishment-day 07-02; mid-autumn 09-25; national-day 10-01; chung-yeung 10-17; christmas 12-25..12-26
2019 new-year 01-01; lunar-new-year 02-05..02-07; ching-ming 04-05; good-friday 04-19..04-20; easter 04-22; labour-day 05-01; buddha 05-13; tuen-ng 06-07; establishment-day 07-01; mid-autumn 09-14; national-day 10-01; chung-yeung 10-07; christmas 12-25..12-26
2020 new-year 01-01; lunar-new-year 01-25 01-27..01-28; ching-ming 04-04; good-friday 04-10..04-11; easter 04-13; buddha 04-30; labour-day 05-01; tuen-ng 06-25; establishment-day 07-01; national-day 10-01; mid-autumn 10-02; chung-yeung 10-26; christmas 12-25..12-26
2021 new-year 01-01; lunar-new-year 02-12..02-13 02-15; good-friday 04-02..04-03; ching-ming 04-05; easter 04-06; labour-day 05-01; buddha 05-19; tuen-ng 06-14; establishment-day 07-01; mid-autumn 09-22; national-day 10-01; chung-yeung 10-14; christmas 12-25 12-27
2022 new-year 01-01; lunar-new-year 02-01..02-03; ching-ming 04-05; good-friday 04-15..04-16; easter 04-18; labour-day 05-02; buddha 05-09; tuen-ng 06-03; establishment-day 07-01; mid-autumn 09-12; national-day 10-01; chung-yeung 10-04; christmas 12-26..12-27
2023 new-year 01-02; lunar-new-year 01-23..01-25; ching-ming 04-05; good-friday 04-07..04-08; easter 04-10; labour-day 05-01; buddha 05-26; tuen-ng 06-22; establishment-day 07-01; mid-autumn 09-30; national-day 10-02; chung-yeung 10-23; christmas 12-25..12-26
2024 new-year 01-01; lunar-new-year 02-10 02-12..02-13; good-friday 03-29..03-30; easter 04-01; ching-ming 04-04; labour-day 05-01; buddha 05-15; tuen-ng 06-10; establishment-day 07-01; mid-autumn 09-18; national-day 10-01; chung-yeung 10-11; christmas 12-25..12-26
2025 new-year 01-01; lunar-new-year 01-29..01-31; ching-ming 04-04; good-friday 04-18..04-19; easter 04-21; labour-day 05-01; buddha 05-05; tuen-ng 05-31; establishment-day 07-01; national-day 10-01; mid-autumn 10-07; chung-yeung 10-29; christmas 12-25..12-26
2026 new-year 01-01; lunar-new-year 02-17..02-19; good-friday 04-03..04-04; ching-ming 04-06; easter 04-07; labour-day 05-01; buddha 05-25; tuen-ng 06-19; establishment-day 07-01; mid-autumn 09-26; national-day 10-01; chung-yeung 10-19; christmas 12-25..12-26
2027? new-year 01-01; lunar-new-year 02-06 02-08..02-09; good-friday 03-26..03-27; easter 03-29; ching-ming 04-05; labour-day 05-01; buddha 05-13; tuen-ng 06-09; establishment-day 07-01; mid-autumn 09-16; national-day 10-01; chung-yeung 10-08; christmas 12-25 12-27
"""
