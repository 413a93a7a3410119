// Where a person is in the app, as a stack of screens. Inside, the address never changes and the
// browser's history holds only a counter: Back works on every screen and nothing can be read from
// the address bar. Public pages have addresses of their own.

export interface Screen {
  name: string;
  [param: string]: string | number | boolean | undefined;
}

/** How we came here, for focus and scrolling. */
export type Arrival = 'start' | 'forward' | 'back';

/** The address of everything behind the door; `/` itself shows the fallback. */
const inside = '/';

interface Place {
  run: string;
  at: number;
}

/** The part of the browser that tests replace. */
export interface Browser {
  history: Pick<History, 'pushState' | 'replaceState' | 'go' | 'back' | 'state'>;
  location: Pick<Location, 'pathname'>;
  addEventListener(kind: 'popstate', call: (event: PopStateEvent) => void): void;
}

export class Navigation {
  #browser: Browser | undefined;
  #stack: Screen[] = [];
  /** Tells this page load's history entries from those before a reload. */
  #run = '';
  /** The address to end at while the browser walks back to the bottom, and what waits for that. */
  #homeward: string | undefined;
  #once_home: (() => void)[] = [];
  #find: (path: string) => Screen | undefined = () => undefined;
  #screen = $state.raw<Screen>({ name: 'start' });
  #depth = $state(0);
  #arrival = $state<Arrival>('start');

  /** What an entry of an earlier page load shows: Today when signed in, Welcome when not. */
  fallback: Screen = { name: 'start' };

  get screen(): Screen {
    return this.#screen;
  }
  /** How many screens Back can go without leaving. */
  get depth(): number {
    return this.#depth;
  }
  get way(): Arrival {
    return this.#arrival;
  }

  /** Reads the address once and listens to Back from then on. */
  start(
    find_public: (path: string) => Screen | undefined,
    fallback: Screen,
    browser: Browser,
  ): void {
    this.#browser = browser;
    this.#find = find_public;
    this.fallback = fallback;
    const left = browser.history.state as Place | null;
    this.#run = `${Number(left?.run ?? 0) + 1}`;
    browser.addEventListener('popstate', (event) => this.#came_back(event.state as Place | null));
    this.#stack = [this.#addressed() ?? fallback];
    browser.history.replaceState(this.#place(0), '');
    this.#show(0, 'start');
    // After a reload deep inside: back to where that visit began, so that one Back leaves.
    if (left && left.at > 0 && browser.location.pathname === inside) browser.history.go(-left.at);
  }

  /** One screen further. Only public pages give a path. */
  go(screen: Screen, path?: string): void {
    if (this.#homeward !== undefined) return void this.#once_home.push(() => this.go(screen, path));
    const at = this.#depth + 1;
    this.#stack = [...this.#stack.slice(0, at), screen];
    this.#browser?.history.pushState(this.#place(at), '', path);
    this.#show(at, 'forward');
  }

  /** Another screen in the place of this one. */
  replace(screen: Screen, path?: string): void {
    if (this.#homeward !== undefined)
      return void this.#once_home.push(() => this.replace(screen, path));
    this.#stack[this.#depth] = screen;
    this.#browser?.history.replaceState(this.#place(this.#depth), '', path);
    this.#show(this.#depth, 'forward');
  }

  /** Remembers something about this screen, for when she comes back to it. */
  note(params: Omit<Screen, 'name'>): void {
    const noted = { ...this.#screen, ...params, name: this.#screen.name };
    this.#stack[this.#depth] = noted;
    this.#screen = noted;
  }

  back(): void {
    if (this.#depth > 0) this.#browser?.history.back();
    else this.replace(this.fallback, inside);
  }

  /** Begins again at the bottom: after signing in or out, or when something is finished. */
  home(screen: Screen = this.fallback, path = inside): void {
    const from = this.#depth;
    this.#stack = [screen];
    this.#show(0, 'forward');
    this.#homeward = path;
    if (from > 0) this.#browser?.history.go(-from);
    else this.#settle_home();
  }

  /** After home(): the browser's own walk back takes a moment. */
  at_home(): Promise<void> {
    if (this.#homeward === undefined) return Promise.resolve();
    return new Promise((done) => this.#once_home.push(done));
  }

  #settle_home(): void {
    this.#browser?.history.replaceState(this.#place(0), '', this.#homeward);
    this.#homeward = undefined;
    for (const move of this.#once_home.splice(0)) move();
  }

  /** The public page that the address names; inside has one address and no page of its own. */
  #addressed(): Screen | undefined {
    const path = this.#browser?.location.pathname ?? inside;
    return path === inside ? undefined : this.#find(path);
  }

  #came_back(place: Place | null): void {
    if (this.#homeward !== undefined) return this.#settle_home();
    const ours = place?.run === this.#run ? place : undefined;
    const known = ours && this.#stack[ours.at];
    if (!known) {
      // An entry of an earlier visit, or one that home() left ahead of us.
      this.#stack = [this.#addressed() ?? this.fallback];
      this.#browser?.history.replaceState(this.#place(0), '');
      return this.#show(0, 'back');
    }
    this.#show(ours.at, ours.at < this.#depth ? 'back' : 'forward');
  }

  #show(at: number, arrival: Arrival): void {
    this.#depth = at;
    this.#arrival = arrival;
    this.#screen = this.#stack[at] ?? this.fallback;
  }

  #place(at: number): Place {
    return { run: this.#run, at };
  }
}

export const navigation = new Navigation();
