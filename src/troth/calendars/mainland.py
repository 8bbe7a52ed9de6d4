"""Mainland China: the days off and the worked weekend days, year by year.

Rules
- Facts only: dates and the festival that each belongs to. Where they come from: the yearly notice of the General
  Office of the State Council on the arrangement of holidays, 2025 being 国办发明电〔2024〕12号 and 2026 being
  国办发明电〔2025〕7号, and its notice of January 2020 that made that Spring Festival longer.
- A year with `?` is one whose notice was not seen. It lists only the days that 全国年节及纪念日放假办法, art. 2,
  makes a holiday in every year: no bridging days, no worked weekends. What is counted in it is provisional.
- A line: year, days off by festival, after the bar the weekend days that are worked for it.

Example
    2026 new-year 01-01..01-03 | new-year 01-04
"""

from __future__ import annotations

FESTIVALS = {
    "new-year": ("New Year's Day", "元旦"),
    "spring-festival": ("Spring Festival", "春节"),
    "tomb-sweeping": ("Tomb-Sweeping Day", "清明节"),
    "labour-day": ("Labour Day", "劳动节"),
    "dragon-boat": ("Dragon Boat Festival", "端午节"),
    "mid-autumn": ("Mid-Autumn Festival", "中秋节"),
    "national-day": ("National Day", "国庆节"),
    "victory-day": ("70th anniversary of victory in 1945", "抗战胜利七十周年纪念日"),
}

DAYS = """
2004 new-year 01-01; spring-festival 01-22..01-28; labour-day 05-01..05-07; national-day 10-01..10-07
     | spring-festival 01-17 01-18; labour-day 05-08 05-09; national-day 10-09 10-10
2005 new-year 01-01..01-03; spring-festival 02-09..02-15; labour-day 05-01..05-07; national-day 10-01..10-07
     | spring-festival 02-05 02-06; labour-day 04-30 05-08; national-day 10-08 10-09
2006 new-year 01-01..01-03; spring-festival 01-29..02-04; labour-day 05-01..05-07; national-day 10-01..10-07
     | spring-festival 01-28 02-05; labour-day 04-29 04-30; national-day 09-30 10-08; new-year 12-30 12-31
2007 new-year 01-01..01-03; spring-festival 02-18..02-24; labour-day 05-01..05-07; national-day 10-01..10-07; new-year 12-30..12-31
     | spring-festival 02-17 02-25; labour-day 04-28 04-29; national-day 09-29 09-30; new-year 12-29
2008 new-year 01-01; spring-festival 02-06..02-12; tomb-sweeping 04-04..04-06; labour-day 05-01..05-03; dragon-boat 06-07..06-09; mid-autumn 09-13..09-15; national-day 09-29..10-05
     | spring-festival 02-02 02-03; labour-day 05-04; national-day 09-27 09-28
2009 new-year 01-01..01-03; spring-festival 01-25..01-31; tomb-sweeping 04-04..04-06; labour-day 05-01..05-03; dragon-boat 05-28..05-30; national-day 10-01..10-02; mid-autumn 10-03; national-day 10-04..10-08
     | new-year 01-04; spring-festival 01-24 02-01; dragon-boat 05-31; national-day 09-27 10-10
2010 new-year 01-01..01-03; spring-festival 02-13..02-19; tomb-sweeping 04-03..04-05; labour-day 05-01..05-03; dragon-boat 06-14..06-16; mid-autumn 09-22..09-24; national-day 10-01..10-07
     | spring-festival 02-20 02-21; dragon-boat 06-12 06-13; mid-autumn 09-19 09-25; national-day 09-26 10-09
2011 new-year 01-01..01-03; spring-festival 02-02..02-08; tomb-sweeping 04-03..04-05; labour-day 04-30..05-02; dragon-boat 06-04 06-06; mid-autumn 09-10..09-12; national-day 10-01..10-07
     | spring-festival 01-30 02-12; tomb-sweeping 04-02; national-day 10-08 10-09; new-year 12-31
2012 new-year 01-01..01-03; spring-festival 01-22..01-28; tomb-sweeping 04-02..04-04; labour-day 04-29..05-01; dragon-boat 06-22 06-24; mid-autumn 09-30; national-day 10-01..10-07
     | spring-festival 01-21 01-29; tomb-sweeping 03-31 04-01; labour-day 04-28; national-day 09-29
2013 new-year 01-01..01-03; spring-festival 02-09..02-15; tomb-sweeping 04-04..04-06; labour-day 04-29..05-01; dragon-boat 06-10..06-12; mid-autumn 09-19..09-21; national-day 10-01..10-07
     | new-year 01-05 01-06; spring-festival 02-16 02-17; tomb-sweeping 04-07; labour-day 04-27 04-28; dragon-boat 06-08 06-09; mid-autumn 09-22; national-day 09-29 10-12
2014 new-year 01-01; spring-festival 01-31..02-06; tomb-sweeping 04-05..04-07; labour-day 05-01..05-03; dragon-boat 06-02; mid-autumn 09-08; national-day 10-01..10-07
     | spring-festival 01-26 02-08; labour-day 05-04; national-day 09-28 10-11
2015 new-year 01-01..01-03; spring-festival 02-18..02-24; tomb-sweeping 04-05..04-06; labour-day 05-01; dragon-boat 06-20 06-22; victory-day 09-03..09-04; mid-autumn 09-27; national-day 10-01..10-07
     | new-year 01-04; spring-festival 02-15 02-28; victory-day 09-06; national-day 10-10
2016 new-year 01-01; spring-festival 02-07..02-13; tomb-sweeping 04-04; labour-day 05-01..05-02; dragon-boat 06-09..06-11; mid-autumn 09-15..09-17; national-day 10-01..10-07
     | spring-festival 02-06 02-14; dragon-boat 06-12; mid-autumn 09-18; national-day 10-08 10-09
2017 new-year 01-01..01-02; spring-festival 01-27..02-02; tomb-sweeping 04-02..04-04; labour-day 05-01; dragon-boat 05-28..05-30; national-day 10-01..10-03; mid-autumn 10-04; national-day 10-05..10-08
     | spring-festival 01-22 02-04; tomb-sweeping 04-01; dragon-boat 05-27; national-day 09-30
2018 new-year 01-01; spring-festival 02-15..02-21; tomb-sweeping 04-05..04-07; labour-day 04-29..05-01; dragon-boat 06-18; mid-autumn 09-24; national-day 10-01..10-07; new-year 12-30..12-31
     | spring-festival 02-11 02-24; tomb-sweeping 04-08; labour-day 04-28; national-day 09-29 09-30; new-year 12-29
2019 new-year 01-01; spring-festival 02-04..02-10; tomb-sweeping 04-05..04-07; labour-day 05-01..05-04; dragon-boat 06-07..06-09; mid-autumn 09-13..09-15; national-day 10-01..10-07
     | spring-festival 02-02 02-03; labour-day 04-28 05-05; national-day 09-29 10-12
2020 new-year 01-01; spring-festival 01-24..02-02; tomb-sweeping 04-04..04-06; labour-day 05-01..05-05; dragon-boat 06-25..06-27; national-day 10-01..10-08
     | spring-festival 01-19; labour-day 04-26 05-09; dragon-boat 06-28; national-day 09-27 10-10
2021 new-year 01-01..01-03; spring-festival 02-11..02-17; tomb-sweeping 04-03..04-05; labour-day 05-01..05-05; dragon-boat 06-12..06-14; mid-autumn 09-19..09-21; national-day 10-01..10-07
     | spring-festival 02-07 02-20; labour-day 04-25 05-08; mid-autumn 09-18; national-day 09-26 10-09
2022 new-year 01-01..01-03; spring-festival 01-31..02-06; tomb-sweeping 04-03..04-05; labour-day 04-30..05-04; dragon-boat 06-03..06-05; mid-autumn 09-10..09-12; national-day 10-01..10-07; new-year 12-31
     | spring-festival 01-29 01-30; tomb-sweeping 04-02; labour-day 04-24 05-07; national-day 10-08 10-09
2023 new-year 01-01..01-02; spring-festival 01-21..01-27; tomb-sweeping 04-05; labour-day 04-29..05-03; dragon-boat 06-22..06-24; mid-autumn 09-29; national-day 09-30..10-06; new-year 12-30..12-31
     | spring-festival 01-28 01-29; labour-day 04-23 05-06; dragon-boat 06-25; national-day 10-07 10-08
2024 new-year 01-01; spring-festival 02-10..02-17; tomb-sweeping 04-04..04-06; labour-day 05-01..05-05; dragon-boat 06-10; mid-autumn 09-15..09-17; national-day 10-01..10-07
     | spring-festival 02-04 02-18; tomb-sweeping 04-07; labour-day 04-28 05-11; mid-autumn 09-14; national-day 09-29 10-12
2025 new-year 01-01; spring-festival 01-28..02-04; tomb-sweeping 04-04..04-06; labour-day 05-01..05-05; dragon-boat 05-31..06-02; national-day 10-01..10-05; mid-autumn 10-06; national-day 10-07..10-08
     | spring-festival 01-26 02-08; labour-day 04-27; national-day 09-28 10-11
2026 new-year 01-01..01-03; spring-festival 02-15..02-23; tomb-sweeping 04-04..04-06; labour-day 05-01..05-05; dragon-boat 06-19..06-21; mid-autumn 09-25..09-27; national-day 10-01..10-07
     | new-year 01-04; spring-festival 02-14 02-28; labour-day 05-09; national-day 09-20 10-10
2027? new-year 01-01; spring-festival 02-05..02-08; tomb-sweeping 04-05; labour-day 05-01..05-02; dragon-boat 06-09; mid-autumn 09-15; national-day 10-01..10-03
"""
