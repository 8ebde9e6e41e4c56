import Handlebars from 'handlebars';
import { compiled } from './compiled.ts';
import type { DayView } from './day.ts';
import type { House, Letter } from './letter.ts';
import type { Sheet } from './staff.ts';
import { typography } from './words.ts';

/** HTML of each layout. Every value is escaped by Handlebars: no template uses a triple brace. */
export interface Layouts {
  letter(view: Letter): string;
  sheet(view: Sheet): string;
  day(view: DayView): string;
}

/** Each layout is compiled once, with its placeholders in it. */
export async function compileLayouts(house: House): Promise<Layouts> {
  const [letter, sheet, day] = await Promise.all([
    compile('letter', LETTER, house),
    compile('sheet', SHEET, house),
    compile('day', DAY, house),
  ]);
  return { letter, sheet, day };
}

async function compile(name: string, body: string, house: House): Promise<(view: object) => string> {
  const html = await compiled(name, typography(document(body)));
  const render = Handlebars.create().compile(html.replace(/^\s+/gmu, ''), { strict: true, knownHelpersOnly: true });
  return (view) => render({ reference: null, ...view, house });
}

/** Warm paper, ink, one green for what one can do, one orange for what presses. Contrast of all text is at least 4.5 to 1. */
const PAPER = '#f5f0e8';
const INK = '#2a2730';
const SOFT = '#625c66';
const GREEN = '#0b5d56';
const PALE = '#eaf3f0';
const ORANGE = '#e07a3f';
const LINE = '#e2dacd';

const STYLE = `
  a { color: ${GREEN}; }
  h1 { margin: 0; font-family: Georgia, 'Times New Roman', serif; font-size: 27px; line-height: 1.25; font-weight: normal; color: ${INK}; }
  h2 { margin: 0; font-size: 18px; line-height: 1.3; color: ${INK}; }
  .ref { font-size: 12px; color: ${SOFT}; white-space: nowrap; font-weight: normal; }
  .k { width: 64px; padding: 5px 12px 5px 0; vertical-align: top; color: ${SOFT}; font-size: 14px; }
  .v { padding: 3px 0; vertical-align: top; word-break: break-word; }
  .strong { font-size: 18px; font-weight: bold; }
  .crossed .v { text-decoration: line-through; color: ${SOFT}; }
  .n { padding: 9px 10px 9px 0; width: 34px; text-align: right; color: ${SOFT}; border-bottom: 1px solid ${LINE}; vertical-align: top; }
  .p { padding: 9px 8px; border-bottom: 1px solid ${LINE}; text-align: left; word-break: break-word; vertical-align: top; }
  .l { padding: 12px 0 14px 14px; border-left: 4px solid ${LINE}; border-bottom: 10px solid #ffffff; word-break: break-word; }
  .l.urgent { border-left-color: #b3261e; }
  .l.call { border-left-color: ${GREEN}; }
  .l.late { border-left-color: ${ORANGE}; }
  .d { font-size: 14px; line-height: 1.45; color: ${SOFT}; padding-top: 3px; }
  .d b { color: ${INK}; }
  .still { color: ${SOFT}; font-size: 12px; white-space: nowrap; }
  .new { background-color: #fde6d8; color: #8a3b0d; font-size: 12px; font-weight: bold; padding: 1px 7px; border-radius: 9px; white-space: nowrap; }
  .q { margin: 8px 0 2px; padding: 8px 12px; background-color: ${PALE}; border-radius: 6px; font-size: 14px; line-height: 1.5; }
  .f { padding: 6px 0; border-bottom: 1px solid ${LINE}; word-break: break-word; line-height: 1.4; }
  .f .d { padding-top: 0; }
  .g { padding: 14px 0 4px; font-size: 15px; font-weight: bold; text-align: left; }
  .t { padding: 6px 4px; border-bottom: 1px solid ${LINE}; font-size: 14px; line-height: 1.3; vertical-align: bottom; text-align: left; font-weight: normal; word-break: normal; }
  .u { text-align: right; }
  .head { color: ${SOFT}; font-size: 12px; }
  .count { color: ${SOFT}; font-weight: normal; }
  .b { display: inline-block; margin: 8px 6px 0 0; padding: 9px 13px; border: 1px solid ${GREEN}; border-radius: 6px; font-size: 15px; line-height: 20px; font-weight: bold; color: ${GREEN}; text-decoration: none; background-color: #ffffff; }
  .b.tel { background-color: ${GREEN}; color: #ffffff; }
  @media only screen and (max-width: 479px) {
    h1 { font-size: 24px; }
    td.inset { padding-left: 20px !important; padding-right: 20px !important; }
    .cards > table > tbody > tr > td { padding-left: 20px !important; padding-right: 20px !important; }
  }
`;

function document(body: string): string {
  return `<mjml lang="fr" dir="ltr">
  <mj-head>
    <mj-title>{{subject}}</mj-title>
    <mj-preview>{{preheader}}</mj-preview>
    <mj-raw><meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light"><meta name="format-detection" content="telephone=no, date=no, address=no"></mj-raw>
    <mj-attributes>
      <mj-all font-family="'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.55" color="${INK}" padding="0 32px 14px" css-class="inset" />
      <mj-table font-size="16px" line-height="1.5" color="${INK}" padding="0 32px" css-class="inset" />
      <mj-button font-size="16px" font-weight="bold" line-height="22px" background-color="${GREEN}" color="#ffffff" border-radius="8px" inner-padding="12px 22px" padding="2px 32px 20px" align="left" css-class="inset" />
      <mj-section padding="0" background-color="#ffffff" />
    </mj-attributes>
    <mj-style>${STYLE}</mj-style>
  </mj-head>
  <mj-body background-color="${PAPER}" width="620px">
    <mj-section background-color="${PAPER}" padding="20px 0 0"><mj-column><mj-text font-size="1px" line-height="1px" padding="0">&nbsp;</mj-text></mj-column></mj-section>
    <mj-section background-color="${GREEN}" border-bottom="4px solid ${ORANGE}" padding="14px 0 13px">
      <mj-column><mj-text color="#ffffff" font-size="15px" line-height="1.3" font-weight="bold" padding="0 32px">{{house.programme}}</mj-text></mj-column>
    </mj-section>
    <mj-section padding="28px 0 0">
      <mj-column>
        <mj-text padding="0 32px 18px"><h1>{{heading}}</h1></mj-text>
        <mj-text>{{greeting}}</mj-text>
      </mj-column>
    </mj-section>
    ${body}
    <mj-section background-color="${PAPER}" padding="18px 0 28px">
      <mj-column>
        <mj-raw>{{#if notMe}}</mj-raw>
        <mj-text font-size="13px" line-height="1.5" color="${SOFT}" padding="0 32px 12px">{{notMe.text}} <a href="{{notMe.url}}">{{notMe.label}}</a></mj-text>
        <mj-raw>{{/if}}{{#each footer}}</mj-raw>
        <mj-text font-size="13px" line-height="1.5" color="${SOFT}" padding="0 32px 6px">{{this}}</mj-text>
        <mj-raw>{{/each}}{{#each house.offices}}</mj-raw>
        <mj-text font-size="13px" line-height="1.5" color="${SOFT}" padding="0 32px 2px">{{name}} : <a href="{{phone.href}}">{{phone.label}}</a></mj-text>
        <mj-raw>{{/each}}{{#if reference}}</mj-raw>
        <mj-text padding="6px 32px 0" line-height="1.5"><span class="ref">Dossier {{reference}}</span></mj-text>
        <mj-raw>{{/if}}</mj-raw>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
}

const CARD = `
  <mj-raw>{{#if card.length}}</mj-raw>
  <mj-section padding="2px 32px 18px" css-class="cards">
    <mj-column background-color="${PALE}" border-radius="10px" padding="14px 0">
      <mj-table padding="0 18px" css-class="box" role="presentation">{{#each card}}<tr><td class="k">{{label}}</td><td class="v{{#if strong}} strong{{/if}}">{{#each lines}}{{#unless @first}}<br>{{/unless}}{{this}}{{/each}}</td></tr>{{/each}}</mj-table>
    </mj-column>
  </mj-section>
  <mj-raw>{{/if}}</mj-raw>`;

const LETTER = `
  <mj-section><mj-column>
    <mj-raw>{{#each paragraphs}}</mj-raw><mj-text>{{this}}</mj-text><mj-raw>{{/each}}</mj-raw>
  </mj-column></mj-section>
  <mj-raw><div{{#if crossedOut}} class="crossed"{{/if}}></mj-raw>${CARD}<mj-raw></div></mj-raw>
  <mj-section padding="0 0 14px"><mj-column>
    <mj-raw>{{#if note}}</mj-raw><mj-text>{{note}}</mj-text><mj-raw>{{/if}}{{#if action}}</mj-raw>
    <mj-text>{{action.text}}</mj-text>
    <mj-button href="{{action.url}}" background-color="#ffffff" color="${GREEN}" border="2px solid ${GREEN}">{{action.label}}</mj-button>
    <mj-raw>{{/if}}{{#if contact}}</mj-raw>
    <mj-text>{{contact.text}}{{#if contact.phone}}, ou appelez le <a href="{{contact.phone.href}}" style="white-space:nowrap;font-weight:bold">{{contact.phone.label}}</a>{{/if}}.</mj-text>
    <mj-raw>{{/if}}</mj-raw>
    <mj-text>{{closing}}<br>{{house.programme}}</mj-text>
  </mj-column></mj-section>`;

const SHEET = `
  <mj-section><mj-column>
    <mj-raw>{{#each paragraphs}}</mj-raw><mj-text>{{this}}</mj-text><mj-raw>{{/each}}</mj-raw>
  </mj-column></mj-section>
  ${CARD}
  <mj-section padding="0 0 18px"><mj-column>
    <mj-raw>{{#if action}}</mj-raw><mj-button href="{{action.url}}">{{action.label}}</mj-button><mj-raw>{{/if}}</mj-raw>
    <mj-text padding="4px 32px 6px"><h2>{{caption}}</h2></mj-text>
    <mj-raw>{{#if rows.length}}</mj-raw>
    <mj-table><tr><th scope="col" class="n">N°</th><th scope="col" class="p" style="font-weight:normal;color:${SOFT}">Prénom</th></tr>{{#each rows}}<tr><td class="n">{{number}}</td><td class="p">{{name}}</td></tr>{{/each}}</mj-table>
    <mj-raw>{{/if}}</mj-raw>
    <mj-text font-size="1px" line-height="14px" padding="0">&nbsp;</mj-text>
    <mj-raw>{{#each notes}}</mj-raw><mj-text font-size="14px" color="${SOFT}" padding="0 32px 8px">{{this}}</mj-text><mj-raw>{{/each}}</mj-raw>
  </mj-column></mj-section>`;

/** Outlook for Windows ignores the padding of a link: spaces that only it sees keep words off the border. */
const GAP = '<!--[if mso]>&nbsp;&nbsp;<![endif]-->';

const WEEK = `
  <mj-raw>{{#if week.counts}}</mj-raw>
  <mj-section padding="14px 0 14px" border-top="1px solid ${LINE}"><mj-column>
    <mj-text padding="0 32px 8px"><h2>{{week.counts.heading}}</h2></mj-text>
    <mj-table><tr><th class="t head" scope="col">Étape</th>{{#each week.counts.columns}}<th class="t u head" scope="col">{{this}}</th>{{/each}}</tr>{{#each week.counts.rows}}<tr><th class="t" scope="row">{{label}}</th>{{#each cells}}<td class="t u">{{this}}</td>{{/each}}</tr>{{/each}}</mj-table>
  </mj-column></mj-section>
  <mj-raw>{{/if}}</mj-raw>
  <mj-section padding="14px 0 14px" border-top="1px solid ${LINE}"><mj-column>
    <mj-text padding="0 32px 4px"><h2>{{week.heading}}</h2></mj-text>
    <mj-text font-size="14px" color="${SOFT}" padding="0 32px 2px">{{week.how}}</mj-text>
    <mj-raw>{{#if week.groups.length}}</mj-raw>
    <mj-table>{{#each week.groups}}<tr><th class="g" scope="colgroup">{{heading}} <span class="count">({{count}})</span></th></tr>{{#each rows}}<tr><td class="f"><b>{{#if url}}<a href="{{url}}">{{who}}</a>{{else}}{{who}}{{/if}}</b> <span class="ref">{{reference}}</span><div class="d">{{detail}}</div></td></tr>{{/each}}{{/each}}</mj-table>
    <mj-raw>{{/if}}{{#each week.notes}}</mj-raw>
    <mj-text font-size="14px" color="${SOFT}" padding="10px 32px 0">{{this}}</mj-text>
    <mj-raw>{{/each}}</mj-raw>
  </mj-column></mj-section>`;

const STANDING = `
  <mj-section padding="14px 0 14px" border-top="1px solid ${LINE}"><mj-column>
    <mj-text padding="0 32px 6px"><h2>{{standing.heading}}</h2></mj-text>
    <mj-raw>{{#if standing.none}}</mj-raw><mj-text padding="0 32px 4px">{{standing.none}}</mj-text><mj-raw>{{/if}}{{#if standing.sessions.length}}</mj-raw>
    <mj-table role="presentation">{{#each standing.sessions}}<tr><td class="f"><b>{{when}}</b> – {{title}}<div class="d">{{#if place}}{{place}}&nbsp;· {{/if}}{{fill}}</div><div class="d">{{#if url}}<a href="{{url}}">Déplacer, annuler, se faire remplacer</a>&nbsp;· {{/if}}<span class="ref">{{reference}}</span></div></td></tr>{{/each}}</mj-table>
    <mj-raw>{{/if}}{{#if standing.more}}</mj-raw><mj-text font-size="14px" color="${SOFT}" padding="8px 32px 0">{{standing.more}}</mj-text><mj-raw>{{/if}}{{#if standing.links.length}}</mj-raw>
    <mj-text padding="6px 32px 4px">{{#each standing.links}}<a class="b" href="{{url}}">${GAP}{{label}}${GAP}</a> {{/each}}</mj-text>
    <mj-raw>{{/if}}</mj-raw>
  </mj-column></mj-section>`;

const DAY = `
  <mj-section><mj-column><mj-text>{{intro}}</mj-text><mj-raw>{{#if overview}}</mj-raw><mj-text font-weight="bold">{{overview}}</mj-text><mj-raw>{{/if}}</mj-raw></mj-column></mj-section>
  <mj-raw>{{#each groups}}</mj-raw>
  <mj-section padding="8px 0 10px"><mj-column>
    <mj-text padding="0 32px 10px"><h2>{{heading}} <span class="count">({{count}})</span></h2></mj-text>
    <mj-table role="presentation">{{#each lines}}<tr><td class="l {{../tone}}">
{{#if isBrief}}<div>{{#if who}}<b>{{who}}</b> {{/if}}{{#if isNew}}<span class="new">Nouveau</span> {{/if}}{{title}} {{#if reference}}<span class="ref">{{reference}}</span> {{/if}}{{#if call}}<a href="{{call.href}}">{{call.label}}</a> {{/if}}{{#each answers}}<a href="{{url}}">{{label}}</a>{{/each}}</div>{{else}}<div>{{#if who}}<b>{{who}}</b> {{/if}}{{#if isNew}}<span class="new">Nouveau</span> {{/if}}{{#if isStill}}<span class="still">Toujours en attente</span> {{/if}}{{#if reference}}<span class="ref">{{reference}}</span>{{/if}}</div>
<div>{{title}}</div>
{{#if stage}}<div class="d">{{stage}}</div>{{/if}}
{{#if tried.length}}<div class="d"><b>Déjà tenté</b>{{#each tried}}<br>{{this}}{{/each}}</div>{{/if}}
{{#if missing}}<div class="d"><b>Il manque :</b> {{missing}}</div>{{/if}}
{{#if next}}<div class="d"><b>Ensuite :</b> {{next}}</div>{{/if}}
{{#each notes}}<div class="q"><b>{{label}}</b>{{#each lines}}<br>{{this}}{{/each}}</div>{{/each}}
<div>{{#if call}}<a class="b tel" href="{{call.href}}">${GAP}Appeler le {{call.label}}${GAP}</a> {{/if}}{{#if sms}}<a class="b" href="{{sms.href}}">${GAP}Envoyer un SMS${GAP}</a> {{/if}}</div>
<div>{{#each answers}}<a class="b" href="{{url}}">${GAP}{{label}}${GAP}</a> {{/each}}</div>{{/if}}
</td></tr>{{/each}}</mj-table>
  </mj-column></mj-section>
  <mj-raw>{{/each}}{{#if notes.length}}</mj-raw>
  <mj-section padding="4px 0 4px"><mj-column><mj-raw>{{#each notes}}</mj-raw><mj-text color="${SOFT}">{{this}}</mj-text><mj-raw>{{/each}}</mj-raw></mj-column></mj-section>
  <mj-raw>{{/if}}{{#if week}}</mj-raw>
  ${WEEK}
  <mj-raw>{{/if}}{{#if standing}}</mj-raw>
  ${STANDING}
  <mj-raw>{{/if}}</mj-raw>
  <mj-section padding="4px 0 14px"><mj-column><mj-text>Bonne journée,<br>{{house.programme}}</mj-text></mj-column></mj-section>`;
