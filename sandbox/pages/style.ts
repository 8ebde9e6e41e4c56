/** One sheet for all pages: system fonts, dark text on light ground (contrast above 7:1), nothing loaded from elsewhere. */
export const STYLE = `
:root { --ink: #1d2733; --soft: #51606f; --line: #d5dce3; --ground: #f4f6f8; --card: #fff; --accent: #0b5c56; --accent-ink: #fff; --wash: #e6f2f0; --bad: #a3211b; --bad-wash: #fdecea; --warn: #7a4b00; --radius: 12px; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
body.wide main { max-width: 78rem; }
h1 { font-size: 1.65rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
p { margin: .25rem 0 .75rem; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible, summary:focus-visible, iframe:focus-visible { outline: 3px solid #f0a202; outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .5rem 1rem; z-index: 9; }
nav.top { background: var(--ink); }
nav.top div { max-width: 78rem; margin: 0 auto; padding: 0 .5rem; display: flex; flex-wrap: wrap; }
nav.top a { color: #fff; text-decoration: none; padding: .7rem .6rem; font-size: .95rem; }
@media (max-width: 26rem) { nav.top a { padding: .7rem .4rem; font-size: .88rem; } }
nav.top a:hover { text-decoration: underline; }
nav.top .brand { font-weight: 650; margin-right: auto; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 1.1rem 1.25rem; margin: 0 0 .9rem; min-width: 0; }
.lead { border-top: 8px solid var(--accent); }
.card > :last-child { margin-bottom: 0; }
.soft { color: var(--soft); }
.small { font-size: .9rem; }
.button, button { display: inline-block; font: inherit; font-weight: 600; min-height: 44px; padding: .55rem 1.25rem; border-radius: 8px; border: 1px solid var(--accent); background: var(--accent); color: var(--accent-ink); cursor: pointer; text-decoration: none; }
.button:hover, button:hover { filter: brightness(1.12); }
button.quiet, .button.quiet { background: transparent; color: var(--accent); }
button.small, .button.small { min-height: 36px; padding: .3rem .8rem; font-size: .9rem; }
label { display: block; }
input[type=text], input[type=email], input[type=search], input[type=date], input[type=time], input[type=datetime-local], input[type=number], select, textarea { font: inherit; color: inherit; width: 100%; max-width: 100%; min-height: 44px; padding: .5rem .7rem; border: 1px solid #8694a2; border-radius: 8px; background: #fff; }
textarea { min-height: 7rem; resize: vertical; }
.tags { display: flex; flex-wrap: wrap; gap: .4rem; }
.tag { display: inline-block; font-size: .8rem; line-height: 1.4; padding: .1rem .55rem; border-radius: 99px; background: var(--wash); color: var(--accent); white-space: nowrap; }
.tag.bad { background: var(--bad-wash); color: var(--bad); }
.notice { border-left: 5px solid var(--accent); background: var(--wash); padding: .75rem 1rem; border-radius: 6px; margin: 0 0 1rem; }
.notice.bad { border-color: var(--bad); background: var(--bad-wash); color: var(--bad); }
`;
