// Prints every cell of a table file, or of every table in a ZIP, one line each, so that a test can hold
// them against another reader of the same file. Merged copies are left out. Line breaks and tabs are
// escaped. Claims come last, as "claim<TAB>kind<TAB>time".
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "connectors/formats/archive.hpp"
#include "connectors/formats/detect.hpp"
#include "connectors/formats/read.hpp"

namespace {

using namespace elzhur;

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    if (byte == '\n') {
      escaped += "\\n";
    } else if (byte == '\r') {
      escaped += "\\r";
    } else if (byte == '\t') {
      escaped += "\\t";
    } else if (byte == '\\') {
      escaped += "\\\\";
    } else {
      escaped.push_back(byte);
    }
  }
  return escaped;
}

class Printer : public connectors::RowSink {
 public:
  explicit Printer(std::string file) : file_(std::move(file)) {}

  bool begin_sheet(const connectors::SheetInfo& sheet) override {
    sheet_ = sheet.name.empty() ? std::to_string(sheet.number) : std::string(sheet.name);
    return true;
  }

  bool row(std::size_t row_number, std::span<const connectors::Cell> cells) override {
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const connectors::Cell& cell = cells[column];
      if (cell.text.empty() || cell.is_merged_copy) continue;
      std::printf("%s\t%s\t%zu\t%zu\t%s\n", escape(file_).c_str(), escape(sheet_).c_str(), row_number,
                  column + 1, escape(cell.text).c_str());
    }
    return true;
  }

 private:
  std::string file_;
  std::string sheet_;
};

std::string format_local(journal::LocalTime time) {
  // As if it were UTC: only the digits count here.
  std::string text = journal::format_instant(journal::Instant{time.time_since_epoch()});
  text.pop_back();
  return text;
}

bool print_file(const std::string& name, std::string_view bytes) {
  Printer printer(name);
  const auto read = connectors::read_tables(bytes, connectors::Limits{}, printer);
  if (!read) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), read.error().text.c_str());
    return false;
  }
  for (const connectors::TimeClaim& claim : read->claims) {
    const auto* instant = std::get_if<journal::Instant>(&claim.at);
    std::printf("claim\t%s\t%s\n", claim.kind == connectors::ClaimKind::created ? "created" : "modified",
                instant != nullptr ? journal::format_instant(*instant).c_str()
                                   : format_local(std::get<journal::LocalTime>(claim.at)).c_str());
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: dump_tables FILE\n", stderr);
    return 64;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  const std::string bytes = content.str();
  bool went_well = true;
  if (connectors::detect_format(bytes) != connectors::FileFormat::zip) return print_file("", bytes) ? 0 : 2;
  const auto done = connectors::for_each_member(
      bytes, connectors::Limits{}, [&went_well](connectors::ArchiveMember member) {
        if (member.modified)
          std::printf("member\t%s\t%s\n", member.name.c_str(), format_local(*member.modified).c_str());
        went_well = print_file(member.name, member.bytes) && went_well;
        return true;
      });
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().text.c_str());
    return 2;
  }
  return went_well ? 0 : 2;
}
