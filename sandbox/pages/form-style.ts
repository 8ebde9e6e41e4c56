export const FORM_STYLE = `
fieldset, .question { border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); padding: 1.1rem 1.25rem; margin: 0 0 .9rem; min-width: 0; }
fieldset legend { float: left; width: 100%; padding: 0; }
fieldset legend + * { clear: both; }
.title { font-weight: 600; display: block; margin: 0 0 .15rem; }
.help { color: var(--soft); font-size: .92rem; margin: 0 0 .5rem; }
.need { color: var(--bad); font-weight: 600; }
.options { display: grid; gap: .1rem; margin-top: .35rem; }
.option { display: flex; align-items: center; gap: .7rem; min-height: 44px; padding: .1rem .4rem; margin: 0 -.4rem; border-radius: 8px; cursor: pointer; }
div.option { padding: 0; margin: 0; } div.option label { flex: none; margin: 0; padding: 0; }
.option:hover { background: var(--wash); }
input[type=radio], input[type=checkbox] { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); flex: none; }
.option input[type=text] { min-height: 40px; }
.wrong { border-color: var(--bad); box-shadow: inset 4px 0 0 var(--bad); }
.error { color: var(--bad); font-weight: 600; margin: .5rem 0 0; clear: both; }
.end { display: flex; align-items: center; gap: 1rem; flex-wrap: wrap; margin-top: 1.25rem; }
table.grid { width: 100%; border-collapse: collapse; margin-top: .25rem; table-layout: fixed; }
table.grid thead th { position: sticky; top: 0; background: var(--card); font-size: .9rem; font-weight: 600; padding: .5rem .25rem; border-bottom: 2px solid var(--line); z-index: 1; }
table.grid tbody th { text-align: left; font-weight: 500; font-variant-numeric: tabular-nums; width: 3.5rem; padding: 0 .5rem; }
table.grid thead th:first-child { width: 3.5rem; text-align: left; padding-left: .5rem; }
table.grid td { text-align: center; padding: 0; }
table.grid td label { display: flex; align-items: center; justify-content: center; min-height: 44px; cursor: pointer; }
table.grid tbody tr:nth-child(odd) { background: #f7f9fa; }
table.grid tbody tr:hover { background: var(--wash); }
.section { margin: 1.75rem 0 .9rem; padding: .9rem 1.25rem; border-radius: var(--radius); background: var(--ink); color: #fff; }
.section h2 { margin: 0; font-size: 1.1rem; }
.section p { margin: .15rem 0 0; color: #dfe6ec; font-size: .95rem; }
`;
