export const CALENDAR_STYLE = `
.bar { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin-bottom: 1rem; }
.bar h1 { margin: 0; flex: 1 1 14rem; }
.bar h1::first-letter { text-transform: uppercase; }
.bar form { flex: 0 1 22rem; display: flex; gap: .5rem; }
.bar form select { flex: 1; min-width: 0; }
.steps { display: flex; flex-wrap: wrap; gap: .4rem; }
.steps .button { padding: .35rem .9rem; display: inline-flex; align-items: center; justify-content: center; }
.steps.last { margin-left: auto; }
.card hr { border: 0; border-top: 1px solid var(--line); margin: .9rem 0 .7rem; }
.day .long { display: none; }
.cell.other .event { background: #fff; }
.refusal { display: inline-block; font-weight: 650; color: var(--warn); }
.slots .event.brief .place { display: none; }
.steps .button[aria-current] { background: var(--accent); color: var(--accent-ink); }
.weekdays, .month { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); }
.weekdays { font-size: .85rem; color: var(--soft); padding-bottom: .3rem; }
.weekdays span { padding: 0 .5rem; }
.month { border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; background: var(--line); gap: 1px; }
.cell { background: var(--card); min-height: 7.2rem; padding: .3rem .35rem .5rem; display: flex; flex-direction: column; gap: .25rem; min-width: 0; }
.cell.other { background: #eef1f4; }
.cell.other .number { color: var(--soft); }
.cell h2 { margin: 0; font-size: .9rem; font-weight: 500; }
.number { display: inline-flex; align-items: center; justify-content: center; min-width: 1.9rem; height: 1.9rem; border-radius: 99px; color: inherit; text-decoration: none; }
.number:hover { background: var(--wash); }
.today .number { background: var(--accent); color: #fff; font-weight: 650; }
.wordy { display: none; }
.event { display: block; border-left: 4px solid var(--accent); background: var(--wash); color: var(--ink); text-decoration: none; border-radius: 5px; padding: .2rem .45rem; font-size: .85rem; line-height: 1.3; overflow-wrap: anywhere; }
.event:hover { filter: brightness(.96); }
.event b { font-weight: 650; white-space: nowrap; }
.event .place { display: none; }
.event.cancelled { border-color: var(--bad); background: var(--bad-wash); text-decoration: line-through; }
.event.alert { border-left-color: #b26a00; background: #fff4e0; }
.week { --row: 1.8rem; display: grid; grid-template-columns: 3.4rem repeat(7, minmax(0, 1fr)); background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
.hours { padding-top: 3.4rem; font-size: .78rem; color: var(--soft); text-align: right; }
.hours span { display: block; height: calc(var(--row) * 2); padding-right: .5rem; transform: translateY(-.6rem); }
.day { border-left: 1px solid var(--line); min-width: 0; }
.day h2 { margin: 0; height: 3.4rem; padding: .35rem .5rem; font-size: .9rem; font-weight: 500; border-bottom: 1px solid var(--line); display: flex; align-items: center; justify-content: center; text-align: center; }
.day h2 a { color: inherit; text-decoration: none; }
.day.today h2 { background: var(--accent); color: #fff; font-weight: 650; }
.day.off .slots { background-color: #f3f5f7; }
.slots { position: relative; height: calc(var(--row) * 28); background-image: repeating-linear-gradient(to bottom, var(--line) 0 1px, transparent 1px calc(var(--row) * 2)); }
.slots .event { position: absolute; overflow: hidden; padding: .1rem .45rem; top: calc(var(--from) * var(--row) + 1px); height: calc((var(--to) - var(--from)) * var(--row) - 2px); left: calc(var(--lane) * 100% / var(--lanes) + 2px); width: calc(100% / var(--lanes) - 4px); }
.slots .event .place { display: block; color: var(--soft); }
.none { display: none; }
.people { list-style: none; padding: 0; margin: 0; }
.people > li { border-top: 1px solid var(--line); padding: .8rem 0; }
.people > li:first-child { border-top: 0; }
.person { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; justify-content: space-between; overflow-wrap: anywhere; }
.tag.maybe { background: #fff4e0; color: var(--warn); }
.tag.quiet { background: #eceff2; color: var(--soft); }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .45rem 1.1rem; margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.fields { display: grid; gap: .9rem; grid-template-columns: repeat(3, minmax(0, 1fr)); margin-bottom: 1rem; }
.fields .full { grid-column: 1 / -1; }
.fields label { font-size: .95rem; }
.fields input, .fields select, .fields textarea { margin-top: .2rem; }
details > summary { cursor: pointer; font-weight: 600; min-height: 44px; display: flex; align-items: center; gap: .5rem; list-style: none; }
details > summary::-webkit-details-marker { display: none; }
details > summary::before { content: '▸'; color: var(--accent); }
details[open] > summary::before { content: '▾'; }
details[open] > summary { margin-bottom: .6rem; }
.card > details > summary { margin: -.6rem 0; }
.card > details[open] > summary { margin-bottom: .4rem; }
.answers { display: flex; flex-wrap: wrap; gap: .5rem; }
button.bad { background: var(--bad); border-color: var(--bad); }
.body { white-space: pre-line; }
code { font-size: .85em; overflow-wrap: anywhere; }
@media (max-width: 760px) {
  .bar form { flex: 1 1 100%; }
  .steps { width: 100%; flex-wrap: nowrap; }
  .steps .wide { flex-grow: 4; }
  .day .short { display: none; }
  .day .long::first-letter { text-transform: uppercase; }
  .day .long { display: inline-block; }
  .slots .event.brief .place { display: block; }
  .steps .button { flex: 1 1 auto; text-align: center; padding: .5rem .4rem; }
  .weekdays, .cell.empty, .cell.other, .hours, .day.empty { display: none; }
  .month, .week { display: block; border: 0; background: none; overflow: visible; border-radius: 0; }
  .cell, .day { background: none; min-height: 0; border: 0; padding: 0 0 .9rem; }
  .cell h2, .day h2, .day.today h2 { height: auto; border: 0; padding: .2rem 0; font-size: 1rem; font-weight: 650; display: block; text-align: left; background: none; color: var(--ink); }
  .day h2::first-letter, .cell .wordy::first-letter { text-transform: uppercase; }
  .cell .number { display: none; }
  .wordy { display: block; color: inherit; text-decoration: none; }
  .wordy a { color: inherit; text-decoration: none; }
  .today .wordy::after, .day.today h2 a::after { content: ' · aujourd’hui'; color: var(--accent); }
  .slots { height: auto; background: none; display: grid; gap: .4rem; }
  .slots .event { position: static; height: auto; width: auto; }
  .event, .slots .event { background-color: #fff; border: 1px solid var(--line); border-left: 5px solid var(--accent); font-size: 1rem; padding: .7rem .85rem; border-radius: 8px; min-height: 44px; }
  .event.alert { border-left-color: #b26a00; background: #fff; }
  .event.cancelled { border-left-color: var(--bad); background: var(--bad-wash); }
  .day.off .slots { background: none; }
  .event .place { display: block; color: var(--soft); font-size: .9rem; }
  .none { display: block; }
  .fields { grid-template-columns: 1fr 1fr; }
  .fields .date { grid-column: 1 / -1; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .7rem; }
  .answers button { flex: 1 1 auto; }
}
`;
