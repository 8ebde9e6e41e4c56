import type { Attendee, EventType, ResponseType } from '@microsoft/microsoft-graph-types';
import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import { changeKeyOf } from '../graph/calendars.ts';
import type { CalendarEvent } from '../graph/event.ts';
import { textOf } from '../graph/html.ts';
import { type Instance, idOf } from '../graph/instances.ts';
import { iCalUIdOf } from '../graph/present.ts';
import { instantOf } from '../graph/zones.ts';
import { clock, dayOf, spanInWords, stamp, typeset } from './calendar-dates.ts';
import type { Markup } from './layout.ts';

const ANSWERS: Readonly<Record<ResponseType, { readonly text: string; readonly look: string }>> = {
  none: { text: 'n’a pas répondu', look: 'quiet' },
  notResponded: { text: 'n’a pas répondu', look: 'quiet' },
  organizer: { text: 'organise', look: '' },
  accepted: { text: 'accepte', look: '' },
  tentativelyAccepted: { text: 'peut-être', look: 'maybe' },
  declined: { text: 'décline', look: 'bad' },
};

/** One event as a person reads it, and what a person can do with it. */
export function eventPage(instance: Instance, problem: string | null): Markup {
  const { event } = instance;
  const back = `/calendar?mailbox=${encodeURIComponent(event.mailbox)}&date=${dayOf(event.start).toString()}`;
  return html`
<p><a href="${back}">← ${event.mailbox}</a></p>
${problem === null ? '' : html`<p class="notice bad" role="alert">${problem}</p>`}
${event.isCancelled ? html`<p class="notice bad">Cet événement a été annulé par son organisateur.</p>` : ''}
<div class="card lead">
<h1>${typeset(event.details.subject || '(sans titre)')}</h1>
<dl class="facts">
<dt>Quand</dt><dd>${spanInWords(event.start, event.end)} <span class="soft">(heure de Paris)</span></dd>
<dt>Lieu</dt><dd>${event.details.location?.displayName || html`<span class="soft">non précisé</span>`}</dd>
<dt>Organisé par</dt><dd>${event.organizer.name} <span class="soft">${event.organizer.address}</span></dd>
${(event.details.categories ?? []).length === 0 ? '' : html`<dt>Catégorie</dt><dd><span class="tags">${(event.details.categories ?? []).map((name) => html`<span class="tag">${name}</span>`)}</span></dd>`}
${instance.type === 'singleInstance' ? '' : html`<dt>Série</dt><dd>${SERIES[instance.type]}</dd>`}
</dl>
${textOf(event.details.html) === '' ? '' : html`<hr><p class="body">${textOf(event.details.html)}</p>`}
</div>
${people(instance)}
${event.isOrganizer ? ownerForms(instance) : ownAnswer(instance)}
${technical(event, instance)}`;
}

const SERIES: Readonly<Record<Exclude<EventType, 'singleInstance'>, string>> = {
  seriesMaster: 'toute la série',
  occurrence: 'une date d’une série',
  exception: 'une date modifiée d’une série',
};

const hidden = (instance: Instance) =>
  html`<input type="hidden" name="mailbox" value="${instance.event.mailbox}"><input type="hidden" name="id" value="${idOf(instance, true)}">`;

function people(instance: Instance): Markup {
  const { attendees } = instance.event;
  if (attendees.length === 0) return html`<p class="soft">Personne n’est invité.</p>`;
  return html`<h2>Invités</h2><div class="card"><ul class="people">${attendees.map((attendee) => person(instance, attendee))}</ul></div>`;
}

function person(instance: Instance, attendee: Attendee): Markup {
  const answer = ANSWERS[attendee.status?.response ?? 'none'];
  const address = attendee.emailAddress?.address ?? '';
  const name = attendee.emailAddress?.name ?? address;
  const proposed = attendee.proposedNewTime;
  return html`<li>
<div class="person"><span><strong>${name}</strong>${name === address ? '' : html` <span class="soft small">${address}</span>`}</span><span class="tag ${answer.look}">${answer.text}</span></div>
${proposed?.start && proposed.end ? html`<p class="small">Propose ${spanInWords(instantOf(timeOf(proposed.start)), instantOf(timeOf(proposed.end)))}.</p>` : ''}
${instance.event.isOrganizer ? answerForm(instance, address, name) : ''}
</li>`;
}

const timeOf = ({ dateTime, timeZone }: { dateTime?: string; timeZone?: string | null }) => ({
  dateTime: dateTime ?? '',
  timeZone: timeZone ?? 'UTC',
});

function answerForm(instance: Instance, address: string, name: string): Markup {
  const { start, end } = instance.event;
  return html`<details><summary class="small">Répondre à la place de ${name}</summary>
<form method="post" action="/calendar/answer">${hidden(instance)}<input type="hidden" name="address" value="${address}">
<div class="answers">
<button class="small" name="response" value="accepted">Accepter</button>
<button class="small quiet" name="response" value="tentativelyAccepted">Peut-être</button>
<button class="small quiet" name="response" value="declined">Décliner</button>
</div>
<details><summary class="small">Proposer un autre horaire</summary>
<div class="fields">${timeFields('proposed', dayOf(start).toString(), clock(start), clock(end))}</div>
<button class="small" name="response" value="proposed">Proposer cet horaire</button>
</details></form></details>`;
}

function timeFields(prefix: string, date: string, from: string, to: string): Markup {
  return html`<label class="date">Date<input type="date" name="${prefix}Date" value="${date}" required></label>
<label>Début<input type="time" name="${prefix}From" value="${from}" required></label>
<label>Fin<input type="time" name="${prefix}To" value="${to}" required></label>`;
}

function ownerForms(instance: Instance): Markup {
  const { event } = instance;
  const guests = event.attendees.map((attendee) => attendee.emailAddress?.address ?? '').join('\n');
  return html`<h2>Modifier</h2>
${instance.type === 'seriesMaster' ? lengthForm(instance) : moveForm(instance)}
<div class="card"><details><summary>Titre, lieu, texte, invités</summary><form method="post" action="/calendar/edit">${hidden(instance)}
<div class="fields">${contentFields({
    subject: event.details.subject ?? '',
    place: event.details.location?.displayName ?? '',
    body: textOf(event.details.html),
    guests,
    categories: (event.details.categories ?? []).join(', '),
  })}</div>
<button>Enregistrer</button></form></details></div>
<div class="card"><details><summary>Supprimer</summary><form method="post" action="/calendar/delete">${hidden(instance)}
<div class="fields"><label class="full">Message aux invités (facultatif)<input type="text" name="comment" maxlength="300"></label></div>
<button class="bad">${REMOVE[instance.type]}</button></form></details></div>
${instance.date === null ? '' : html`<p><a href="${seriesLink(instance)}">Toute la série</a></p>`}`;
}

const REMOVE: Readonly<Record<EventType, string>> = {
  singleInstance: 'Supprimer l’événement',
  seriesMaster: 'Supprimer toutes les dates',
  occurrence: 'Supprimer cette date',
  exception: 'Supprimer cette date',
};

const seriesLink = (instance: Instance): string =>
  `/calendar/event?mailbox=${encodeURIComponent(instance.event.mailbox)}&id=${encodeURIComponent(idOf({ ...instance, date: null }, true))}`;

function moveForm(instance: Instance): Markup {
  const { start, end } = instance.event;
  return html`<div class="card"><details><summary>Déplacer</summary><form method="post" action="/calendar/move">${hidden(instance)}
<div class="fields">${timeFields('', dayOf(start).toString(), clock(start), clock(end))}</div>
<p class="soft small">Les réponses déjà données sont redemandées, comme dans Outlook.</p>
<button>Déplacer</button></form></details></div>`;
}

/** A series is prolonged or shortened by the number of its dates. */
function lengthForm(instance: Instance): Markup {
  const range = instance.event.recurrence?.range;
  if (range?.type !== 'numbered') return html``;
  return html`<div class="card"><details><summary>Prolonger ou raccourcir</summary><form method="post" action="/calendar/repeat">${hidden(instance)}
<div class="fields"><label class="full">Nombre de dates<input type="number" name="times" min="1" max="52" value="${range.numberOfOccurrences ?? 1}" required></label></div>
<button>Enregistrer</button></form></details></div>`;
}

interface Content {
  readonly subject: string;
  readonly place: string;
  readonly body: string;
  readonly guests: string;
  readonly categories: string;
}

function contentFields({ subject, place, body, guests, categories }: Content): Markup {
  return html`<label class="full">Titre<input type="text" name="subject" value="${subject}" maxlength="255" required></label>
<label class="full">Lieu<input type="text" name="place" value="${place}" maxlength="255"></label>
<label class="full">Invités, une adresse par ligne<textarea name="guests" rows="3" spellcheck="false">${guests}</textarea></label>
<label class="full">Catégorie<input type="text" name="categories" value="${categories}"></label>
<label class="full">Texte<textarea name="body" rows="5">${body}</textarea></label>`;
}

function ownAnswer(instance: Instance): Markup {
  const { ownResponse, mailbox } = instance.event;
  return html`<h2>Votre réponse</h2><div class="card"><p>Actuellement : ${ANSWERS[ownResponse.response].text}.</p>
<form method="post" action="/calendar/answer">${hidden(instance)}<input type="hidden" name="address" value="${mailbox}">
<div class="answers"><button class="small" name="response" value="accepted">Accepter</button><button class="small quiet" name="response" value="tentativelyAccepted">Peut-être</button><button class="small quiet" name="response" value="declined">Décliner</button></div></form></div>`;
}

function technical(event: CalendarEvent, instance: Instance): Markup {
  return html`<div class="card"><details><summary>Pour les développeurs</summary><dl class="facts small">
<dt>Identifiant immuable</dt><dd><code>${idOf(instance, true)}</code></dd>
<dt>Identifiant</dt><dd><code>${idOf(instance, false)}</code></dd>
<dt>iCalUId</dt><dd><code>${iCalUIdOf(instance)}</code></dd>
<dt>changeKey</dt><dd><code>${changeKeyOf(event)}</code></dd>
<dt>transactionId</dt><dd><code>${event.transactionId ?? '–'}</code></dd>
<dt>Modifié</dt><dd>${stamp(event.modifiedAt)}</dd>
${event.properties.map((property) => html`<dt><code>${property.id}</code></dt><dd><code>${property.value}</code></dd>`)}
</dl></details></div>`;
}

export interface NewEvent extends Content {
  readonly mailbox: string;
  readonly date: string;
  readonly from: string;
  readonly to: string;
}

export function newEventPage(values: NewEvent, problem: string | null): Markup {
  return html`<p><a href="/calendar?mailbox=${encodeURIComponent(values.mailbox)}&date=${values.date}">← ${values.mailbox}</a></p>
${problem === null ? '' : html`<p class="notice bad" role="alert">${problem}</p>`}
<h1>Nouvel événement</h1>
<form method="post" action="/calendar/create"><input type="hidden" name="mailbox" value="${values.mailbox}">
<div class="card"><div class="fields">${timeFields('', values.date, values.from, values.to)}${contentFields(values)}
<label class="full">Répéter<select name="repeat"><option value="">Non</option><option value="1">Chaque semaine</option><option value="2">Toutes les deux semaines</option><option value="month">Chaque mois, même jour de la semaine</option></select></label>
<label class="full">Nombre de dates, si l’événement se répète<input type="number" name="times" min="2" max="52" value="6"></label>
</div><button>Créer l’événement</button></div></form>`;
}

export const emptyEvent = (mailbox: string, date: Temporal.PlainDate): NewEvent => ({
  mailbox,
  date: date.toString(),
  from: '14:30',
  to: '16:30',
  subject: '',
  place: '',
  body: '',
  guests: '',
  categories: '',
});
