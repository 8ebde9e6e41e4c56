/** pdfmake 0.3 ships no types: what we use of it. */
declare module 'pdfmake' {
  export type Margin = readonly [left: number, top: number, right: number, bottom: number];

  export interface Style {
    readonly bold?: boolean;
    readonly italics?: boolean;
    readonly fontSize?: number;
    readonly lineHeight?: number;
    readonly color?: string;
    readonly fillColor?: string;
    readonly alignment?: 'left' | 'center' | 'right';
    readonly margin?: Margin;
    readonly noWrap?: boolean;
    readonly wordBreak?: 'normal' | 'break-all';
    readonly unbreakable?: boolean;
    readonly width?: number | '*' | 'auto';
    readonly characterSpacing?: number;
    readonly colSpan?: number;
  }

  interface Canvas {
    readonly type: 'rect' | 'line';
    readonly x?: number;
    readonly y?: number;
    readonly w?: number;
    readonly h?: number;
    readonly x1?: number;
    readonly y1?: number;
    readonly x2?: number;
    readonly y2?: number;
    readonly r?: number;
    readonly lineWidth?: number;
    readonly lineColor?: string;
  }

  export interface TableLayout {
    readonly hLineWidth?: (line: number, node: { readonly table: { readonly body: readonly unknown[] } }) => number;
    readonly vLineWidth?: (line: number, node: { readonly table: { readonly body: readonly unknown[] } }) => number;
    readonly hLineColor?: () => string;
    readonly vLineColor?: () => string;
    readonly paddingLeft?: () => number;
    readonly paddingRight?: () => number;
    readonly paddingTop?: () => number;
    readonly paddingBottom?: () => number;
  }

  interface Table {
    readonly headerRows?: number;
    readonly keepWithHeaderRows?: number;
    readonly dontBreakRows?: boolean;
    readonly widths: readonly (number | '*' | 'auto')[];
    readonly heights?: number | ((row: number) => number | 'auto');
    readonly body: readonly (readonly Content[])[];
  }

  export type TextContent = Style & { readonly text: string | readonly Content[] };

  export type Content =
    | string
    | TextContent
    | (Style &
        (
          | { readonly stack: readonly Content[] }
          | { readonly columns: readonly Content[]; readonly columnGap?: number }
          | { readonly svg: string; readonly fit: readonly [number, number] }
          | { readonly image: string; readonly fit: readonly [number, number] }
          | { readonly canvas: readonly Canvas[] }
          | { readonly table: Table; readonly layout: TableLayout | 'noBorders' }
        ));

  export interface DocumentDefinition {
    readonly pageSize: 'A4';
    readonly pageMargins: Margin;
    readonly language: string;
    readonly info: Readonly<Record<string, string>>;
    readonly defaultStyle: Style & { readonly font: string };
    readonly header?: (page: number, pages: number) => Content | null;
    readonly footer?: (page: number, pages: number) => Content | null;
    readonly content: readonly Content[];
  }

  interface PdfMake {
    setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
    setUrlAccessPolicy(policy: (url: string) => boolean): void;
    setLocalAccessPolicy(policy: (path: string) => boolean): void;
    createPdf(definition: DocumentDefinition): { getBuffer(): Promise<Uint8Array> };
  }

  const pdfmake: PdfMake;
  export default pdfmake;
}

declare module 'pdfmake/fonts/Roboto.js' {
  const fonts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export default fonts;
}
