#include "support/fault_vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>
#include <new>

namespace breather::testing {
namespace {

struct File {
    sqlite3_file base;
    FaultVfs* vfs;
    std::string* name;
    sqlite3_file* real;
};

File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
const sqlite3_io_methods* real_methods(sqlite3_file* file) { return of(file)->real->pMethods; }

int close(sqlite3_file* file) {
    const int code = real_methods(file)->xClose(of(file)->real);
    delete of(file)->name;
    file->pMethods = nullptr;
    return code;
}
int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    return real_methods(file)->xRead(of(file)->real, into, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    const BytesView bytes(static_cast<const std::uint8_t*>(from), static_cast<std::size_t>(size));
    if (const int code = of(file)->vfs->before_write(*of(file)->name, at, bytes)) return code;
    return real_methods(file)->xWrite(of(file)->real, from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = of(file)->vfs->before_truncate(*of(file)->name, size)) return code;
    return real_methods(file)->xTruncate(of(file)->real, size);
}
int sync(sqlite3_file* file, int flags) {
    if (const int code = of(file)->vfs->before_sync(*of(file)->name)) return code;
    const int code = real_methods(file)->xSync(of(file)->real, flags);
    if (code == SQLITE_OK) of(file)->vfs->after_sync(*of(file)->name);
    return code;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real_methods(file)->xFileSize(of(file)->real, size);
}
int lock(sqlite3_file* file, int level) { return real_methods(file)->xLock(of(file)->real, level); }
int unlock(sqlite3_file* file, int level) {
    return real_methods(file)->xUnlock(of(file)->real, level);
}
int check_lock(sqlite3_file* file, int* out) {
    return real_methods(file)->xCheckReservedLock(of(file)->real, out);
}
int control(sqlite3_file* file, int what, void* with) {
    return real_methods(file)->xFileControl(of(file)->real, what, with);
}
int sector(sqlite3_file* file) { return real_methods(file)->xSectorSize(of(file)->real); }
int traits(sqlite3_file* file) {
    return real_methods(file)->xDeviceCharacteristics(of(file)->real);
}
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return real_methods(file)->xShmMap(of(file)->real, page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int from, int count, int flags) {
    return real_methods(file)->xShmLock(of(file)->real, from, count, flags);
}
void shm_barrier(sqlite3_file* file) { real_methods(file)->xShmBarrier(of(file)->real); }
int shm_unmap(sqlite3_file* file, int remove) {
    return real_methods(file)->xShmUnmap(of(file)->real, remove);
}

constexpr sqlite3_io_methods methods{
    2,       close,  read,   write,   truncate, sync,        file_size, lock,    unlock, check_lock,
    control, sector, traits, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

FaultVfs* vfs_of(sqlite3_vfs* vfs) { return static_cast<FaultVfs*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    auto* mine = new (file) File{};
    mine->vfs = vfs_of(vfs);
    mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
    auto* beneath = mine->vfs->beneath();
    const int code = beneath->xOpen(beneath, name, mine->real, flags, flags_out);
    if (code != SQLITE_OK) return code;
    mine->name =
        new std::string(name ? std::filesystem::path(name).filename().string() : "temporary");
    mine->base.pMethods = &methods;
    if (name) mine->vfs->opened(name);
    return SQLITE_OK;
}
int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    vfs_of(vfs)->removed(std::filesystem::path(name).filename().string());
    auto* beneath = vfs_of(vfs)->beneath();
    return beneath->xDelete(beneath, name, sync_folder);
}
int access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
    auto* beneath = vfs_of(vfs)->beneath();
    return beneath->xAccess(beneath, name, flags, out);
}
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
    auto* beneath = vfs_of(vfs)->beneath();
    return beneath->xFullPathname(beneath, name, size, out);
}

}  // namespace

FaultVfs::FaultVfs() : beneath_(sqlite3_vfs_find(nullptr)) {
    static std::atomic<int> serials{0};
    name_ = "fault-" + std::to_string(++serials);
    mine_ = std::make_unique<sqlite3_vfs>(*beneath_);
    mine_->szOsFile = static_cast<int>(sizeof(File)) + beneath_->szOsFile;
    mine_->pNext = nullptr;
    mine_->zName = name_.c_str();
    mine_->pAppData = this;
    mine_->xOpen = open;
    mine_->xDelete = remove;
    mine_->xAccess = access;
    mine_->xFullPathname = full_path;
    sqlite3_vfs_register(mine_.get(), 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(mine_.get()); }

void FaultVfs::fill_disk(bool full) {
    const std::lock_guard lock(mutex_);
    full_ = full;
}
void FaultVfs::fail_syncs(bool fail) {
    const std::lock_guard lock(mutex_);
    fail_syncs_ = fail;
}
void FaultVfs::hold(bool holds) {
    const std::lock_guard lock(mutex_);
    holds_ = holds;
    let_go_.notify_all();
}
int FaultVfs::held() const {
    const std::lock_guard lock(mutex_);
    return held_;
}
void FaultVfs::wait_while_held(std::unique_lock<std::mutex>& lock) {
    ++held_;
    let_go_.wait(lock, [this] { return !holds_; });
    --held_;
}
void FaultVfs::fail_call(int k) {
    const std::lock_guard lock(mutex_);
    fail_call_ = k;
}
int FaultVfs::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}
std::vector<std::string> FaultVfs::story() const {
    const std::lock_guard lock(mutex_);
    return story_;
}
void FaultVfs::note(const std::string& what) {
    const std::lock_guard lock(mutex_);
    story_.push_back(what);
}
void FaultVfs::watch_power() {
    const std::lock_guard lock(mutex_);
    watching_ = true;
}

void FaultVfs::lie_about_syncs() {
    const std::lock_guard lock(mutex_);
    lies_ = true;
}
void FaultVfs::cut_power_at(int k, std::filesystem::path folder, Random& random) {
    const std::lock_guard lock(mutex_);
    cut_at_ = k;
    cut_into_ = std::move(folder);
    cut_random_ = &random;
}

void FaultVfs::opened(const std::filesystem::path& file) {
    const std::lock_guard lock(mutex_);
    if (!watching_ || images_.contains(file.filename().string())) return;
    std::ifstream in(file, std::ios::binary);
    auto& image = images_[file.filename().string()];
    image.synced.assign(std::istreambuf_iterator<char>(in), {});
}

bool FaultVfs::fails_now() {
    ++calls_;
    if (cut_at_ > 0 && --cut_at_ == 0) {
        leave_images(cut_into_, *cut_random_);
        ::_exit(power_gone);
    }
    return fail_call_ > 0 && --fail_call_ == 0;
}

int FaultVfs::before_write(const std::string& file, std::int64_t at, BytesView bytes) {
    std::unique_lock lock(mutex_);
    wait_while_held(lock);
    if (full_) return SQLITE_FULL;
    if (fails_now()) return SQLITE_IOERR_WRITE;
    story_.push_back("write " + file);
    if (watching_) images_[file].waiting.push_back({at, Bytes(bytes.begin(), bytes.end())});
    return SQLITE_OK;
}

int FaultVfs::before_truncate(const std::string& file, std::int64_t size) {
    const std::lock_guard lock(mutex_);
    if (fails_now()) return SQLITE_IOERR_TRUNCATE;
    if (watching_) images_[file].waiting.push_back({size, {}, true});
    return SQLITE_OK;
}

int FaultVfs::before_sync(const std::string& file) {
    std::unique_lock lock(mutex_);
    wait_while_held(lock);
    if (fail_syncs_ || fails_now()) return SQLITE_IOERR_FSYNC;
    story_.push_back("sync " + file);
    return SQLITE_OK;
}

void FaultVfs::after_sync(const std::string& file) {
    const std::lock_guard lock(mutex_);
    if (lies_) return;
    auto& image = images_[file];
    for (const auto& change : image.waiting) apply(image.synced, change);
    image.waiting.clear();
}

void FaultVfs::removed(const std::string& file) {
    const std::lock_guard lock(mutex_);
    images_.erase(file);
}

void FaultVfs::apply(Bytes& image, const Change& change) {
    const auto at = static_cast<std::size_t>(change.at);
    if (change.truncates) return image.resize(std::min(image.size(), at));
    if (image.size() < at + change.bytes.size()) image.resize(at + change.bytes.size(), 0);
    std::copy(change.bytes.begin(), change.bytes.end(),
              image.begin() + static_cast<std::ptrdiff_t>(at));
}

void FaultVfs::cut_power(const std::filesystem::path& folder, Random& random) const {
    const std::lock_guard lock(mutex_);
    leave_images(folder, random);
}

void FaultVfs::leave_images(const std::filesystem::path& folder, Random& random) const {
    constexpr std::size_t sector_size = 512;
    for (const auto& [name, image] : images_) {
        std::vector<Change> sectors;
        for (const auto& change : image.waiting) {
            if (change.truncates) {
                sectors.push_back(change);
                continue;
            }
            for (std::size_t from = 0; from < change.bytes.size(); from += sector_size) {
                const auto part = BytesView(change.bytes).subspan(from);
                const auto piece = part.first(std::min(part.size(), sector_size));
                sectors.push_back({change.at + static_cast<std::int64_t>(from),
                                   Bytes(piece.begin(), piece.end())});
            }
        }
        // Sometimes nothing of it arrived, sometimes all, mostly some, and in any order.
        const auto kept_of_ten = random.below(11);
        std::erase_if(sectors, [&](const Change&) { return random.below(10) >= kept_of_ten; });
        for (std::size_t i = sectors.size(); i > 1; --i)
            std::swap(sectors[i - 1], sectors[random.below(static_cast<std::uint32_t>(i))]);
        Bytes left = image.synced;
        for (const auto& sector : sectors) apply(left, sector);
        std::ofstream out(folder / name, std::ios::binary);
        out.write(reinterpret_cast<const char*>(left.data()),
                  static_cast<std::streamsize>(left.size()));
    }
}

}  // namespace breather::testing
