import Handlebars from 'handlebars';
import mjml from 'mjml';
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

/** MJML is slow (a second the first time): each layout is compiled once, with its placeholders in it. */
export async function compileLayouts(house: House): Promise<Layouts> {
  const [letter, sheet, day] = await Promise.all([compile(LETTER, house), compile(SHEET, house), compile(DAY, house)]);
  return { letter, sheet, day };
}

async function compile(body: string, house: House): Promise<(view: object) => string> {
  const { html } = await mjml(typography(document(body)), { fonts: {}, validationLevel: 'strict' });
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
  .new { background-color: #fde6d8; color: #8a3b0d; font-size: 12px; font-weight: bold; padding: 1px 7px; border-radius: 9px; white-space: nowrap; }
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
        <mj-raw>{{#each footer}}</mj-raw>
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

const DAY = `
  <mj-section><mj-column><mj-text>{{intro}}</mj-text><mj-raw>{{#if overview}}</mj-raw><mj-text font-weight="bold">{{overview}}</mj-text><mj-raw>{{/if}}</mj-raw></mj-column></mj-section>
  <mj-raw>{{#each groups}}</mj-raw>
  <mj-section padding="8px 0 10px"><mj-column>
    <mj-text padding="0 32px 10px"><h2>{{heading}} <span class="count">({{count}})</span></h2></mj-text>
    <mj-table role="presentation">{{#each lines}}<tr><td class="l {{../tone}}">
<div>{{#if who}}<b>{{who}}</b> {{/if}}{{#if isNew}}<span class="new">Nouveau</span> {{/if}}{{#if reference}}<span class="ref">{{reference}}</span>{{/if}}</div>
<div>{{title}}</div>
{{#if stage}}<div class="d">{{stage}}</div>{{/if}}
{{#if tried.length}}<div class="d"><b>Déjà tenté</b>{{#each tried}}<br>{{this}}{{/each}}</div>{{/if}}
{{#if missing}}<div class="d"><b>Il manque :</b> {{missing}}</div>{{/if}}
{{#if next}}<div class="d"><b>Ensuite :</b> {{next}}</div>{{/if}}
<div>{{#if call}}<a class="b tel" href="{{call.href}}">${GAP}Appeler le {{call.label}}${GAP}</a> {{/if}}{{#if sms}}<a class="b" href="{{sms.href}}">${GAP}Envoyer un SMS${GAP}</a> {{/if}}</div>
<div>{{#each answers}}<a class="b" href="{{url}}">${GAP}{{label}}${GAP}</a> {{/each}}</div>
</td></tr>{{/each}}</mj-table>
  </mj-column></mj-section>
  <mj-raw>{{/each}}</mj-raw>
  <mj-section padding="4px 0 14px"><mj-column><mj-text>Bonne journée,<br>{{house.programme}}</mj-text></mj-column></mj-section>`;
