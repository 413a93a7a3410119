-- A site's own voice: which recording is heard for which text. A text is named by what it says, so that a text that changed has none.
create table recording (
    version text not null primary key,
    language text not null,
    pack text not null,
    place text not null,
    media text not null,
    transcript text not null,
    millis bigint not null,
    staff_id {id} not null,
    recorded_at bigint not null
) {strict};

create index recording_media on recording (media);

-- The bytes of these recordings, so that a backup holds them and each server can fetch them.
create table recording_sound (
    media text not null primary key,
    bytes {bytes} not null
) {strict};
