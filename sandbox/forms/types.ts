/** A form as Google's API describes it (`forms.get`): only what this sandbox serves, in Google's own names. */
export interface GoogleForm {
  formId: string;
  info: { title: string; documentTitle: string; description?: string };
  settings: { emailCollectionType: EmailCollection };
  revisionId: string;
  responderUri: string;
  publishSettings: { publishState: { isPublished: boolean; isAcceptingResponses: boolean } };
  items: Item[];
}

export type EmailCollection = 'DO_NOT_COLLECT' | 'VERIFIED' | 'RESPONDER_INPUT';

/** Exactly one kind: a question, a grid, a section, or words without a question. */
export interface Item {
  itemId: string;
  title?: string;
  description?: string;
  questionItem?: { question: Question };
  questionGroupItem?: { questions: Question[]; grid?: { columns: ChoiceQuestion; shuffleQuestions?: boolean } };
  pageBreakItem?: Record<string, never>;
  textItem?: Record<string, never>;
}

export interface Question {
  /** Hexadecimal, without a leading zero; its decimal value is the `entry.` number of the page's field. */
  questionId: string;
  required?: boolean;
  textQuestion?: { paragraph?: boolean };
  choiceQuestion?: ChoiceQuestion;
  dateQuestion?: { includeTime?: boolean; includeYear?: boolean };
  timeQuestion?: { duration?: boolean };
  scaleQuestion?: { low?: number; high: number; lowLabel?: string; highLabel?: string };
  rowQuestion?: { title: string };
}

export interface ChoiceQuestion {
  type: 'RADIO' | 'CHECKBOX' | 'DROP_DOWN';
  options: ({ value: string } | { isOther: true })[];
}

/** A response as Google lists it, `formId` aside. */
export interface GoogleResponse {
  responseId: string;
  createTime: string;
  lastSubmittedTime: string;
  respondentEmail?: string;
  answers?: Record<string, Answer>;
}

export interface Answer {
  questionId: string;
  textAnswers: { answers: { value: string }[] };
}

/** What `--forms FILE.json` holds: a list of these, `items` in Google's own shape; ids left out are made up. */
export interface FormDefinition {
  readonly formId: string;
  readonly title: string;
  readonly description?: string;
  readonly settings?: { readonly emailCollectionType?: EmailCollection };
  readonly items: readonly ItemDefinition[];
}

type WithoutId<T> = Omit<T, 'questionId'> & { questionId?: string };

export interface ItemDefinition extends Omit<Item, 'itemId' | 'questionItem' | 'questionGroupItem'> {
  itemId?: string;
  questionItem?: { question: WithoutId<Question> };
  questionGroupItem?: { questions: WithoutId<Question>[]; grid?: { columns: ChoiceQuestion; shuffleQuestions?: boolean } };
}
