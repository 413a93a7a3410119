// Walking without a pointer: with Tab, Enter, Space and the arrows. Wherever the focus is, it can be seen.
import assert from 'node:assert/strict';

/** What has the focus: its name, and what keeps a person from seeing where she is. */
function look_at_focus() {
    const control = document.activeElement;
    if (!control || control === document.body) return { name: '', fault: undefined };
    const tile = control.matches('input[type=radio], input[type=checkbox]') ? control.closest('label') : undefined;
    const name = control.getAttribute('aria-label') ?? (tile ?? control).textContent.trim().replace(/\s+/g, ' ') ?? '';
    const field = control.dataset?.field;
    // An outline or a ring on the control itself or, for a choice, on what is drawn for it.
    const shown = [control, ...(tile ? [tile, ...tile.querySelectorAll('*')] : [])].some((one) => {
        const style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        return box.width > 1 && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || /\d+px [2-9]px/.test(style.boxShadow));
    });
    const box = (tile ?? control).getBoundingClientRect();
    const x = Math.max(1, Math.min(innerWidth - 1, box.x + box.width / 2));
    const covered = [box.y + Math.min(8, box.height / 2), box.y + box.height / 2].every((y) => {
        const hit = document.elementFromPoint(x, y);
        return !hit || !((tile ?? control).contains(hit) || hit.contains(control));
    });
    const fault = !shown ? 'its focus cannot be seen' : covered ? 'it is covered or off the screen' : undefined;
    return { name, field, fault, id: control.id, tag: control.tagName.toLowerCase() };
}

export function typing(Person) {
    return class extends Person {
        async focus() {
            const now = await this.page.evaluate(look_at_focus);
            assert.equal(now.fault, undefined, `“${now.name}” (${now.tag}) on “${await this.heading()}”: ${now.fault}`);
            return now;
        }

        /** Tab until it has the focus. Fails with everything that was passed. */
        async tabs_until(wanted, what) {
            const passed = [];
            for (let i = 0; i < 60; ++i) {
                await this.page.keyboard.press('Tab');
                const now = await this.focus();
                if (wanted(now)) return now;
                passed.push(now.name);
            }
            throw new Error(`no Tab reaches ${what} on: ${await this.text()}\npassed: ${passed.join(' → ')}`);
        }

        tabs_to(key, params) {
            const name = this.word(key, params);
            return this.tabs_until((now) => now.name === name, `“${name}”`);
        }

        async enters(key, how = 'Enter') {
            await this.tabs_to(key);
            await this.page.keyboard.press(how);
        }

        /** A line of a list begins with its title. */
        async enters_line(title) {
            await this.tabs_until((now) => now.name.startsWith(title), `the line “${title}”`);
            await this.page.keyboard.press('Enter');
        }

        async is_on(key) {
            await this.sees_screen(key);
            await this.page.waitForFunction(() => document.activeElement?.matches('h1'));
        }
    };
}
