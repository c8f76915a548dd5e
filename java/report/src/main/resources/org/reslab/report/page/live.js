// SPDX-License-Identifier: Apache-2.0
// Follows runs in progress: the server says that files have grown, the page fetches what is in them now.

class Live {
  constructor(page, version) {
    this.page = page;
    this.shown = version;
    this.busy = false;
    this.node = el('span', { class: 'live', role: 'status' });
    this.say('live_waiting');
    this.source = new EventSource('events');
    this.source.addEventListener('open', () => this.say('live_on'));
    this.source.addEventListener('error', () => this.say('live_lost'));
    this.source.addEventListener('message', (event) => {
      this.newest = event.data;
      this.refresh();
    });
  }

  say(key) {
    this.node.dataset.state = key;
    this.node.textContent = this.page.texts.t(key);
  }

  async refresh() {
    if (this.busy || this.newest === this.shown) {
      return;
    }
    this.busy = true;
    const wanted = this.newest;
    try {
      const response = await fetch('data.json', { cache: 'no-store' });
      if (!response.ok) {
        throw new Error(String(response.status));
      }
      this.page.update(await response.json());
      this.shown = wanted;
      this.say('live_on');
    } catch (failure) {
      console.warn('reslab: the new state could not be read: ' + failure.message);
      this.shown = wanted; // the next event tries again
      this.say('live_unread');
    } finally {
      this.busy = false;
    }
    this.refresh();
  }
}
