// How a report looks: on a screen, on a telephone, and on A4. No script; the language is switched
// by the address (#zh), and by :has() when a place within that language is gone to.
#pragma once

namespace breather::study_reports {

inline constexpr char page_style[] = R"css(
:root{color-scheme:light;--ink:#23302f;--soft:#55615f;--line:#d4dad7;--ours:#1f7a72;--pale:#eef4f2;--warn:#fdf3e1;--warnline:#b9771c}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:16px/1.55 system-ui,"Noto Sans",sans-serif}
[lang=zh-Hans]{font-family:system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:820px;margin:0 auto;padding:20px 20px 60px}
nav.languages{max-width:820px;margin:0 auto;padding:14px 20px 0;text-align:right}
a{color:#155e58}
h1{font-size:1.7rem;line-height:1.25;margin:.4em 0}
h2{font-size:1.25rem;margin:2em 0 .5em;border-bottom:2px solid var(--line);padding-bottom:.2em}
h3{font-size:1.08rem;margin:1.8em 0 .3em}
.soft,figcaption,caption,.note{color:var(--soft);font-size:.87rem}
.soft{overflow-wrap:anywhere}
.wide{overflow-x:auto;margin:.8em 0}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:50%}
caption{text-align:left;padding-bottom:.3em}
th,td{padding:.28em .8em .28em 0;text-align:left;vertical-align:top}
tr>*+th,td+td{text-align:right;padding-left:.5em}
td+td{white-space:nowrap}
td:first-child{min-width:9.5em}table.words td:first-child{min-width:0}
main{scroll-margin-top:60px}
table.words td+td{white-space:normal;text-align:left}
table.words tr>*+th{text-align:left}
table.words td:nth-child(2){min-width:11em}table.words tbody td:nth-child(3){min-width:6em}
table.words td:nth-child(n+4),table.words th:nth-child(n+4){white-space:nowrap;text-align:right}
thead th,thead td{border-top:1.5px solid var(--ink);border-bottom:1px solid var(--ink);vertical-align:bottom}
tbody tr:last-child td{border-bottom:1.5px solid var(--ink)}
p.data{margin:-.4em 0 1em;font-size:.78rem}
figure{margin:1em 0}
figure>div{overflow-x:auto}
svg{max-width:100%;min-width:560px;height:auto;display:block}
svg text{font-size:13px;fill:var(--ink)}
svg .soft{font-size:12px;fill:var(--soft)}
svg .grid{stroke:#e3e8e6}svg .axis{stroke:var(--ink)}svg .neutral{stroke:var(--ink);stroke-dasharray:4 3}
svg .bar{fill:#9cc8c2}svg .whisker{stroke:var(--ink);stroke-width:1.6;fill:none}svg .dot{fill:var(--ours)}
svg .curve{fill:none;stroke-width:2.2}svg .limit{fill:none;stroke-width:.9;stroke-dasharray:2 3;opacity:.75}
svg .c0{stroke:#1f7a72}svg .c1{stroke:#c0561f}svg .c2{stroke:#4a4fa3}svg .c3{stroke:#8a6d00}svg .c4{stroke:#a1346f}svg .c5{stroke:#4f5b57}
svg .mark{stroke:none}svg .mark.c0{fill:#1f7a72}svg .mark.c1{fill:#c0561f}svg .mark.c2{fill:#4a4fa3}svg .mark.c3{fill:#8a6d00}svg .mark.c4{fill:#a1346f}svg .mark.c5{fill:#4f5b57}
svg .interval{stroke-width:1.4}svg .point{fill:var(--ours);opacity:.55}
svg .level{stroke:var(--ours);stroke-width:1.8}svg .level.edge{stroke-dasharray:7 4}
svg .h0{fill:#fff}svg .h1{fill:#e6f1ef}svg .h2{fill:#cde4e0}svg .h3{fill:#b3d6d1}svg .h4{fill:#98c8c2}svg .h5{fill:#7dbab3}svg .cell{stroke:var(--line)}svg .same{fill:none;stroke:var(--ink);stroke-width:2}
svg .step{fill:#fff;stroke:var(--ink)}svg .aside{fill:#eef4f2;stroke:#55615f}svg .arrow{fill:none;stroke:var(--ink);stroke-width:1.3}svg .tip{fill:var(--ink)}svg .strong{font-weight:600}svg .halo{paint-order:stroke;stroke:#fff;stroke-width:3px}
svg .curve.c1{stroke-dasharray:9 3}svg .curve.c2{stroke-dasharray:3 2}svg .curve.c3{stroke-dasharray:12 3 3 3}svg .curve.c4{stroke-dasharray:6 6}
.answer{font-size:1.05rem}
.paste{background:var(--pale);border-left:4px solid var(--ours);padding:.5em .8em;margin:.8em 0;overflow-wrap:anywhere}
.paste b{display:block;font-size:.8rem;font-weight:600;color:var(--soft)}
ul.checks,ul.warnings{padding-left:1.2em}
ul.checks{list-style:none;padding-left:0}
ul.checks li{padding-left:1.6em;text-indent:-1.6em;margin:.3em 0}
ul.checks li::before{content:"✓";display:inline-block;width:1.6em;text-indent:0;color:var(--ours);font-weight:700}
ul.checks li.failed::before{content:"!";color:var(--warnline)}
ul.checks li.note::before{content:"·"}
.warn{background:var(--warn);border-left:4px solid var(--warnline);padding:.2em 1em}
.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
#LATER{display:none}
#LATER:target{display:block}
#LATER:target~#FIRST{display:none}
#LATER:has(:target){display:block}
#LATER:has(:target)~#FIRST{display:none}
svg.slim{display:none}svg.slim text{paint-order:stroke;stroke:#fff;stroke-width:3px}
@media screen and (max-width:600px){svg.broad{display:none}svg.slim{display:block;min-width:0;width:100%;max-width:420px}body{font-size:15px}main{padding:10px 14px 40px}h1{font-size:1.4rem}}
@page{size:A4;margin:16mm 15mm}
@media print{body{font-size:10.5pt}nav,p.data{display:none}main{max-width:none;padding:0}h2,h3,caption,thead,section>p.soft{break-after:avoid}
figure,.wide,tr,.paste,.warn li{break-inside:avoid}.wide,figure>div{overflow:visible}svg{min-width:0}a{color:inherit;text-decoration:none}
.warn,.paste{-webkit-print-color-adjust:exact;print-color-adjust:exact}table{font-size:9pt}}
)css";

}  // namespace breather::study_reports
