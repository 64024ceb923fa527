#include "daemon/store/readers.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "daemon/store/appeals.hpp"
#include "daemon/store/meetings.hpp"

namespace elzhur::store {

/// A connection with all that reads through it.
struct Snapshot::Reader {
  explicit Reader(const std::filesystem::path& file) : core(file, Connection::Access::query_only) {
    core.connection.execute("PRAGMA cache_size = -4096");  // Of several; the writer has the large one.
  }

  Core core;
  Words words{core};
  Coverage coverage{core, words};
  Lessons lessons{core};
  Findings findings{core, words};
  Reports reports{core, words, findings, coverage, lessons};
  Pages pages{core, words, findings, coverage, lessons, reports};
  SqlAppeals appeals{core};
  SqlMeetings meetings{core};
  Measures measures{core, words};
  Papers papers{core, words};
  Outages outages{core, words};
  Silences silences{core, reports};
  Modes modes{core};
  Statement data_version{core.connection, "PRAGMA data_version"};
  std::int64_t seen_version = 0;
  bool is_free = true;
};

struct Readers::Impl {
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<Snapshot::Reader>> readers;
  std::mutex watch_mutex;
  std::unique_ptr<Connection> watch;
  std::unique_ptr<Statement> watched;
};

namespace {

std::int64_t read_version(Statement& statement) {
  Use use = statement.use();
  ELZHUR_CHECK(use.step());
  return use.integer(0);
}

}  // namespace

Snapshot::Snapshot(Readers& readers, std::size_t index) : readers_(&readers), index_(index) {}
Snapshot::Snapshot(Snapshot&& other) noexcept
    : readers_(std::exchange(other.readers_, nullptr)), index_(other.index_) {}
Snapshot::~Snapshot() {
  if (readers_ != nullptr) readers_->give_back(index_);
}

Pages& Snapshot::pages() { return readers_->impl_->readers[index_]->pages; }
Reports& Snapshot::reports() { return readers_->impl_->readers[index_]->reports; }
appeals::AppealLog& Snapshot::appeals() { return readers_->impl_->readers[index_]->appeals; }
appeals::MeetingBook& Snapshot::meetings() { return readers_->impl_->readers[index_]->meetings; }
Measures& Snapshot::measures() { return readers_->impl_->readers[index_]->measures; }
Papers& Snapshot::papers() { return readers_->impl_->readers[index_]->papers; }
Outages& Snapshot::outages() { return readers_->impl_->readers[index_]->outages; }

Silences& Snapshot::silences() { return readers_->impl_->readers[index_]->silences; }
Modes& Snapshot::modes() { return readers_->impl_->readers[index_]->modes; }

Readers::Readers(const std::filesystem::path& file, std::size_t connections)
    : impl_(std::make_unique<Impl>()) {
  for (std::size_t i = 0; i < connections; ++i)
    impl_->readers.push_back(std::make_unique<Snapshot::Reader>(file));
  impl_->watch = std::make_unique<Connection>(file, Connection::Access::query_only);
  impl_->watched = std::make_unique<Statement>(*impl_->watch, "PRAGMA data_version");
}

Readers::~Readers() = default;

Snapshot Readers::take() {
  std::size_t index = 0;
  {
    std::unique_lock lock(impl_->mutex);
    const auto find_free = [&] {
      for (index = 0; index < impl_->readers.size(); ++index) {
        if (impl_->readers[index]->is_free) return true;
      }
      return false;
    };
    impl_->freed.wait(lock, find_free);
    impl_->readers[index]->is_free = false;
  }
  Snapshot snapshot(*this, index);  // Gives it back whatever happens now.
  Snapshot::Reader& reader = *impl_->readers[index];
  reader.core.connection.execute("BEGIN");
  const std::int64_t version = read_version(reader.data_version);
  // Rules may be new, and a word may have been looked up that another file had before a restore.
  if (version != reader.seen_version) reader.words.forget();
  reader.seen_version = version;
  return snapshot;
}

void Readers::give_back(std::size_t index) noexcept {
  Snapshot::Reader& reader = *impl_->readers[index];
  if (reader.core.connection.in_transaction())
    sqlite3_exec(reader.core.connection.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
  {
    const std::lock_guard lock(impl_->mutex);
    reader.is_free = true;
  }
  impl_->freed.notify_one();
}

std::uint64_t Readers::version() {
  const std::lock_guard lock(impl_->watch_mutex);
  return static_cast<std::uint64_t>(read_version(*impl_->watched));
}

}  // namespace elzhur::store
