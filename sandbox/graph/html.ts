const HEAD = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">';

/** Exchange keeps its own document around whatever a client sends: a body never comes back as it went. */
export function rewrapped(content: string, contentType: string): string {
  if (contentType.toLowerCase() === 'text') return `${HEAD}\r\n</head>\r\n<body>\r\n${textAsHtml(content)}\r\n</body>\r\n</html>\r\n`;
  const inner = /<body[^>]*>([\s\S]*)<\/body>/i.exec(content)?.[1] ?? content;
  const safe = inner.replace(/<script[\s\S]*?<\/script>/gi, '').trim();
  return `${HEAD}\r\n</head>\r\n<body>\r\n${safe}\r\n</body>\r\n</html>\r\n`;
}

const textAsHtml = (text: string) =>
  `<font size="2"><span style="font-size:11pt;"><div class="PlainText">${escaped(text).replace(/\r?\n/g, '<br>\r\n')}</div></span></font>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** What a person reads of an HTML body. */
export function textOf(html: string): string {
  const body = /<body[^>]*>([\s\S]*)<\/body>/i.exec(html)?.[1] ?? html;
  return body
    .replace(/<style[\s\S]*?<\/style>/gi, '')
    .replace(/\s*\r?\n\s*/g, ' ')
    .replace(/<br\s*\/?>|<\/(p|div|li|tr|h\d)>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .trim();
}

export const previewOf = (html: string): string => textOf(html).slice(0, 255);
