// The house plan of src/CMakeLists.txt, held against what the files include.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect_none, files, read, root } from '../support/tree.mjs';

const storeys = { room: '', engine: 'engines/', feature: 'features/' };

function plan() {
    const rooms = new Map();
    for (const [, kind, name, uses] of read('src/CMakeLists.txt').matchAll(
        /^(room|engine|feature)\((\w+)(?:\s+USES\s+([\w\s]+?))?\s*\)/gm,
    )) {
        rooms.set(name, { folder: storeys[kind] + name, kind, uses: uses ? uses.trim().split(/\s+/) : [] });
    }
    return rooms;
}

const sources = files('src/*.h', 'src/*.cpp');
const rooms = plan();
const room_of = (path) => [...rooms].find(([, room]) => path.startsWith(`${room.folder}/`))?.[0];

/** Everything a room may reach: what its line names, what those name in turn, and the ground. */
function reachable(name, seen = new Set()) {
    for (const used of rooms.get(name).uses) {
        if (!seen.has(used)) reachable(used, seen.add(used));
    }
    return seen.add('base');
}

test('the plan has rooms and no circle', () => {
    assert.ok(rooms.size >= 8, 'src/CMakeLists.txt has lost its rooms');
    for (const name of rooms.keys()) {
        assert.ok(!reachable(name).has(name) || name === 'base', `${name} uses itself by a detour: break the circle`);
    }
});

test('a storey uses only those below it', () => {
    const height = { room: 0, engine: 1, feature: 2 };
    const faults = [];
    for (const [name, { kind, uses }] of rooms) {
        for (const used of uses) {
            if (height[rooms.get(used)?.kind] > height[kind]) faults.push(`${name} (${kind}) uses ${used}`);
            // Storage is what the other machines stand on; among themselves they know nothing of each other.
            if (kind === 'engine' && rooms.get(used)?.kind === 'engine' && used !== 'storage') faults.push(`engine ${name} uses engine ${used}`);
        }
    }
    expect_none(faults, 'move what is shared down a storey, or hand it in from app/wiring.');
});

test('includes follow the plan', () => {
    const faults = [];
    for (const path of sources) {
        const room = room_of(path.slice('src/'.length));
        for (const [, included] of read(path).matchAll(/^#include "([^"]+)"/gm)) {
            const other = room_of(included);
            if (included.startsWith('app/') && !path.startsWith('src/app/')) faults.push(`${path} includes ${included}`);
            if (!room || !other || other === room) continue;
            if (!reachable(room).has(other)) faults.push(`${path}: ${room} may not include ${included}`);
            if (/_(store|routes)\.h$/.test(included)) faults.push(`${path}: ${included} is private to ${other}`);
        }
    }
    expect_none(faults, 'add the room to the line in src/CMakeLists.txt if that is what we want, or go through a service or an event. Stores and routes are never shown to other rooms.');
});

/** Types that a file defines where all of its namespace can see them, as namespace::name. */
function types_of(path) {
    const found = [];
    const within = [];
    let depth = 0;
    for (const line of read(path).split('\n')) {
        const code = line.replace(/\/\/.*/, '').replace(/"(\\.|[^"\\])*"/g, '""').replace(/'(\\.|[^'\\])'/g, "''");
        const inside = /^\s*namespace\s*([\w:]*)\s*\{/.exec(code);
        const type = /^(?:struct|class)\s+(\w+)(?:\s+final)?(?:\s*:[^:;][^;]*|\s*)\{/.exec(code);
        if (inside) within.push({ depth, name: inside[1] });
        else if (type && depth === within.length && within.every(({ name }) => name)) found.push([...within.map(({ name }) => name), type[1]].join('::'));
        depth += (code.match(/\{/g) ?? []).length - (code.match(/\}/g) ?? []).length;
        while (within.length > 0 && depth <= within.at(-1).depth) within.pop();
    }
    return found;
}

test('a type has one definition in its namespace', () => {
    const where = new Map();
    for (const path of sources) {
        for (const type of types_of(path)) where.set(type, [...(where.get(type) ?? []), path]);
    }
    assert.ok(where.size > 300, 'the sources have lost their types');
    const faults = [...where].filter(([, paths]) => paths.length > 1).map(([type, paths]) => `${type}: ${paths.join(', ')}`);
    expect_none(faults, 'rename one, or put it in the file\'s unnamed namespace: the linker keeps either, and calls it for both.');
});

test('every include names a file that is there', () => {
    const faults = [];
    for (const path of sources) {
        for (const [, included] of read(path).matchAll(/^#include "([^"]+)"/gm)) {
            if (!existsSync(join(root, 'src', included)) && !/^generated\//.test(included)) faults.push(`${path}: ${included}`);
        }
    }
    expect_none(faults, 'write the path from src/, or from generated/ for what the build makes.');
});

test('every room on the plan has files and a README of 3 to 40 lines', () => {
    const faults = [];
    for (const { folder } of rooms.values()) {
        const path = `src/${folder}/README.md`;
        if (!existsSync(join(root, path))) faults.push(`${path} is missing`);
        else {
            const lines = read(path).trim().split('\n').length;
            if (lines < 3 || lines > 40) faults.push(`${path} has ${lines} lines`);
        }
    }
    expect_none(faults, 'say what the room is for, which words it owns, what to open first, what it never does.');
});

test('every room of the app has a README of 3 to 40 lines', () => {
    const found = new Set(files('frontend/src/features').map((path) => path.split('/').slice(0, 4).join('/')));
    assert.ok(found.size >= 5, 'frontend/src/features has lost its rooms');
    const faults = [];
    for (const folder of found) {
        const path = `${folder}/README.md`;
        const lines = existsSync(join(root, path)) ? read(path).trim().split('\n').length : 0;
        if (lines < 3 || lines > 40) faults.push(`${path}: ${lines} lines`);
    }
    expect_none(faults, 'say what the room is for, what to open first, what it never does.');
});

test('every folder in src with sources stands on the plan', () => {
    const faults = sources.filter((path) => !path.startsWith('src/app/') && !room_of(path.slice('src/'.length)));
    expect_none(faults, 'give the folder a line in src/CMakeLists.txt, or move the file into a room.');
});

test('SQL stands only in stores, and Beast in at most three files', () => {
    const faults = sources.filter((path) => read(path).includes('R"sql(') && !/_store\.cpp$/.test(path) && !path.startsWith('src/engines/storage/'));
    expect_none(faults, 'move the statement into the room\'s *_store.cpp.');
    const beast = sources.filter((path) => /#include <boost\/beast/.test(read(path)));
    assert.ok(beast.length <= 3, `Beast is included by ${beast.join(', ')}: keep it behind web::Server`);
});

test('nobody asks the machine for the time or for chance but the ground floor', () => {
    const faults = [];
    for (const path of sources) {
        if (/^src\/base\//.test(path)) continue;
        for (const [found] of read(path).matchAll(/(system_clock::now|steady_clock::now|randombytes_|std::random_device|\btime\(nullptr\))/g)) {
            faults.push(`${path}: ${found}`);
        }
    }
    expect_none(faults, 'take a Clock or a Random as a parameter.');
});
