-- Content packs: immutable versions named by their hash. Nothing here belongs to a person.
create table content_pack (
    hash text not null primary key,
    pack text not null,
    imported_at bigint not null
) {strict};

-- Which version of a pack new readers get. Earlier versions stay for those who began with them.
create table content_current (
    pack text not null primary key,
    hash text not null references content_pack (hash)
) {strict};

-- The answers themselves, written out once at import: outline, step and library of every language.
create table content_item (
    hash text not null references content_pack (hash),
    kind text not null,
    module text not null,
    step text not null,
    language text not null,
    body text not null,
    primary key (hash, kind, module, step, language)
) {strict};

-- Which sound files a version plays; the bytes lie in the data folder under this name.
create table content_media (
    hash text not null references content_pack (hash),
    media text not null,
    primary key (hash, media)
) {strict};
