// What is in the Debian package, and that its unit and its settings say what the program does.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { command, program, temporary_folder } from '../support/server.mjs';
import { expect_none, files, read, root } from '../support/tree.mjs';

const work = temporary_folder('package');
const tree = join(work, 'tree');
const run = (name, ...args) => execFileSync(name, args, { cwd: root, maxBuffer: 1 << 26 }).toString();
let deb;

before(() => {
    deb = run('tools/package', '--preset', 'dev', '--version', '0.0.1~test', '--to', work).trim().split('\n').pop();
    mkdirSync(tree);
    run('dpkg-deb', '-R', deb, tree);
});
after(() => rmSync(work, { recursive: true, force: true }));

const listed = () => run('dpkg-deb', '-c', deb).trim().split('\n').map((line) => {
    const [mode, owner, , , , path] = line.split(/\s+/);
    return { mode, owner, path: path.slice(1) };
});

test('the program, the app, the content, the settings, the unit and the papers are in it', () => {
    const there = [
        'usr/bin/breather',
        'usr/share/breather/app/index.html',
        'usr/share/breather/content/programmes/steady/pack.yaml',
        'etc/breather/breather.toml',
        'lib/systemd/system/breather.service',
        'usr/share/man/man1/breather.1.gz',
        'usr/share/doc/breather/copyright',
        'usr/share/doc/breather/changelog.gz',
        'usr/share/doc/breather/CHANGELOG.md.gz',
        'usr/share/doc/breather/how-to/install.md',
        'usr/share/doc/breather/sbom.cdx.json',
        'usr/share/doc/breather/THIRD_PARTY_LICENCES.gz',
    ];
    expect_none(there.filter((path) => !existsSync(join(tree, path))), 'put it into cmake/package.cmake.');
});

test('everything belongs to root and nobody else may write there', () => {
    const faults = listed().filter((one) => one.owner !== 'root/root' || /^.....w|^........w/.test(one.mode));
    expect_none(faults.map((one) => `${one.mode} ${one.owner} ${one.path}`), 'correct the permissions in cmake/package.cmake.');
});

test('nothing of the build is in it: no stamps, no tests, no controls, no folder of ours', () => {
    const faults = listed().map((one) => one.path).filter((path) => /\.stamp|node_modules|_controls|\/tests?\/|\.map$/.test(path));
    expect_none(faults, 'leave it out in cmake/package.cmake.');
});

test('the settings are a file dpkg never overwrites', () => {
    assert.equal(readFileSync(join(tree, 'DEBIAN/conffiles'), 'utf8'), '/etc/breather/breather.toml\n');
});

test('every library the program links is a package it depends on', () => {
    const depends = run('dpkg-deb', '-f', deb, 'Depends');
    const linked = run('objdump', '-p', program).match(/(?<=NEEDED\s+)\S+/g);
    assert.ok(linked.length > 8, `only ${linked}`);
    const where = run('ldd', program);
    const faults = linked.filter((name) => {
        const path = where.match(new RegExp(`${name.replace(/[.+]/g, '\\$&')} => (\\S+)`))?.[1];
        if (!path) return false; // the loader itself
        const owners = [path, path.replace(/^\/lib\//, '/usr/lib/'), path.replace(/^\/usr\/lib\//, '/lib/')].map((one) => {
            try {
                return run('dpkg-query', '-S', one).split(':')[0];
            } catch {
                return undefined;
            }
        });
        return !owners.some((owner) => owner && depends.includes(owner));
    });
    expect_none(faults, 'CPACK_DEBIAN_PACKAGE_SHLIBDEPS must be on.');
});

test('lintian has nothing to say', { skip: spawnSync('lintian', ['--version']).error ? 'lintian is not here; ./test --long has it' : false }, () => {
    const { stdout, stderr } = spawnSync('lintian', ['--fail-on', 'error,warning', deb], { cwd: root, encoding: 'utf8' });
    expect_none(stdout.split('\n').filter((line) => /^[EW]:/.test(line)), 'correct it, or add an override with its reason.');
    assert.doesNotMatch(stderr, /cannot|error/i);
});

/** What the program links and the app bundles that a list of parts does not name. */
function unnamed(parts) {
    const names = new Set(parts.components.map((one) => one.name));
    const lock = JSON.parse(read('frontend/package-lock.json'));
    const bundled = [...Object.keys(lock.packages[''].dependencies), 'svelte'];
    const linked = [...run('ldd', program).matchAll(/=> (\/\S+)/g)].map(([, path]) => {
        for (const one of [path, `/usr${path}`]) {
            const { stdout, status } = spawnSync('dpkg-query', ['-S', one], { encoding: 'utf8' });
            if (status === 0) return stdout.split(':')[0];
        }
        return path;
    });
    assert.ok(linked.length > 10);
    return [...new Set([...linked, ...bundled])].filter((name) => !names.has(name));
}

test('the list of parts names every linked library and every bundled npm package', () => {
    const parts = JSON.parse(readFileSync(join(tree, 'usr/share/doc/breather/sbom.cdx.json'), 'utf8'));
    assert.equal(`${parts.bomFormat} ${parts.specVersion}`, 'CycloneDX 1.5');
    assert.equal(parts.metadata.component.version, '0.0.1~test');
    assert.equal(new Set(parts.components.map((one) => one['bom-ref'])).size, parts.components.length);
    expect_none(unnamed(parts), 'tools/sbom must find it: nothing is kept by hand.');
    // It would notice one that is missing.
    const without = (name) => ({ components: parts.components.filter((one) => one.name !== name) });
    assert.deepEqual(unnamed(without('libsodium23')), ['libsodium23']);
    assert.deepEqual(unnamed(without('idb')), ['idb']);
});

test('every part stands with the text of its licence', () => {
    const parts = JSON.parse(readFileSync(join(tree, 'usr/share/doc/breather/sbom.cdx.json'), 'utf8'));
    const texts = gunzipSync(readFileSync(join(tree, 'usr/share/doc/breather/THIRD_PARTY_LICENCES.gz'))).toString().split(`\n${'='.repeat(100)}\n`);
    const faults = parts.components.filter((one) => !texts.some((text) => text.startsWith(`${one.name} `) || text.includes(`\n${one.name} ${one.version} (`)));
    expect_none(faults.map((one) => one.name), 'tools/sbom writes one text for each.');
    expect_none(texts.slice(1).filter((text) => text.split('\n\n').slice(1).join('').length < 40), 'a licence without a text.');
});

/** The keys the program reads, from its own sentence about one it does not know. */
function keys_known() {
    const file = join(work, 'faulty.toml');
    writeFileSync(file, 'colour = 1\n');
    const { code, err } = command(['serve', '--data', join(work, 'none'), '--config', file]);
    assert.equal(code, 10, err);
    return err.match(/There are: (.*)\./)[1].split(', ').sort();
}

const settings = read('deploy/breather.toml');
const line_of = /^# ([a-z_]+) = (.+)$/gm;

test('the shipped settings document every key the program reads, and no other', () => {
    const documented = [...settings.matchAll(line_of)].map(([, key]) => key).sort();
    assert.deepEqual(documented, keys_known());
});

test('the shipped settings change nothing, and every documented line is one the program takes', () => {
    const file = join(work, 'all.toml');
    assert.ok(!/^[^#\n]/m.test(settings), 'deploy/breather.toml: every line must be a comment');
    const lines = [...settings.matchAll(line_of)].map(([, key, value]) => `${key} = ${value}`);
    writeFileSync(file, `${lines.join('\n')}\ncolour = 1\n`);
    const { err } = command(['serve', '--data', join(work, 'none'), '--config', file]);
    const faults = err.trim().split('\n').filter((line) => !/“colour”|There is no file|cannot be read: No such file/.test(line));
    expect_none(faults, 'correct the example in deploy/breather.toml.');
});

const unit = read('deploy/breather.service');
const value_of = (key) => unit.match(new RegExp(`^${key}=(.*)$`, 'm'))?.[1];

/** What systemd does not understand of the unit in the tree. */
function unit_faults() {
    const said = execFileSync('sh', ['-c', `systemd-analyze verify --man=no --recursive-errors=no --root=${tree} breather.service 2>&1 || true`]).toString();
    return said.split('\n').filter((line) => line.includes('breather') && !/not executable|getpwnam/.test(line));
}

test('the unit is one systemd understands without a word', () => {
    mkdirSync(join(tree, 'etc/systemd/system'), { recursive: true });
    expect_none(unit_faults(), 'correct deploy/breather.service.');
});

test('the unit shuts in what it starts: exposure at most 1.3 of 10', () => {
    const said = run('systemd-analyze', 'security', '--offline=yes', '--threshold=13', 'deploy/breather.service');
    const score = Number(said.match(/exposure level for breather.service: ([0-9.]+)/)[1]);
    assert.ok(score <= 1.3, String(score));
});

test('with the instance key as a credential the unit is understood and as shut in as without', () => {
    const own = join(tree, 'etc/systemd/system/breather.service.d');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'instance-key.conf'), readFileSync(join(tree, 'usr/share/doc/breather/examples/systemd/instance-key.conf')));
    expect_none(unit_faults(), 'correct deploy/systemd/instance-key.conf.');
    const with_it = run('systemd-analyze', 'security', '--offline=yes', '--threshold=13', `--root=${tree}`, 'breather.service');
    assert.ok(Number(with_it.match(/exposure level for breather.service: ([0-9.]+)/)[1]) <= 1.3, with_it);
    rmSync(own, { recursive: true });
});

test('the unit starts again after an accident, and not where a person must look', () => {
    const codes = [...read('src/app/exit.h').matchAll(/^\s+(\w+) = (\d+),/gm)].map(([, name, code]) => [name, Number(code)]);
    const persons = codes.filter(([name, code]) => code >= 2 && name !== 'FailedSync').map(([, code]) => code);
    assert.ok(persons.length > 10);
    const prevented = value_of('RestartPreventExitStatus').split(' ').map(Number);
    expect_none(persons.filter((code) => !prevented.includes(code)).map(String), 'add the code to the unit, or let it start again and say why here.');
    assert.ok(!prevented.includes(74) && !prevented.includes(1));
    assert.equal(value_of('Restart'), 'on-failure');
});

test('the maintainer scripts never delete data', () => {
    const faults = [];
    for (const name of readdirSync(join(root, 'deploy/debian')).filter((one) => /^p(re|ost)/.test(one))) {
        execFileSync('sh', ['-n', join(root, 'deploy/debian', name)]);
        assert.ok(statSync(join(root, 'deploy/debian', name)).mode & 0o100, `${name} is not executable`);
        const script = read(`deploy/debian/${name}`).split('\n').filter((line) => !/^\s*(#|echo)/.test(line));
        faults.push(...script.filter((line) => /\b(rm|find|unlink|shred)\b/.test(line)).map((line) => `${name}: ${line.trim()}`));
    }
    expect_none(faults, 'a package leaves /var/lib/breather alone; say so and show the command instead.');
});

test('every folder the settings suggest to write to is one the unit may write to', () => {
    const folders = [...settings.matchAll(/^# \w+_folder = "(.+)"$/gm)].map(([, folder]) => folder);
    assert.ok(folders.length >= 2);
    const writable = value_of('ReadWritePaths').split(' ').map((path) => path.replace(/^-/, ''));
    expect_none(folders.filter((folder) => !writable.includes(folder)), 'add it to ReadWritePaths and to postinst.');
});

test('every example for the administrator is in the package', () => {
    const wanted = files('deploy/*').filter((path) => !/^deploy\/(debian\/|breather\.(toml|service|1)$)/.test(path));
    const faults = wanted.filter((path) => !existsSync(join(tree, 'usr/share/doc/breather/examples', path.slice('deploy/'.length))));
    expect_none(faults, 'cmake/package.cmake installs deploy/ as examples.');
});
