# Writes the shipped calendars as one C++ source: cmake -DOUTPUT=... -DINPUTS=a.yaml;b.yaml -P embed_calendars.cmake
set(entries "")
foreach(input IN LISTS INPUTS)
  get_filename_component(name "${input}" NAME)
  file(READ "${input}" text)
  string(APPEND entries "      {\"${name}\", R\"elzhur(${text})elzhur\"},\n")
endforeach()
file(
  WRITE "${OUTPUT}"
  "#include \"daemon/app/init_texts.hpp\"\n\nnamespace elzhur::app {\n\n"
  "const std::vector<ShippedCalendar>& shipped_calendars() {\n"
  "  static const std::vector<ShippedCalendar> calendars{\n${entries}  };\n  return calendars;\n}\n\n"
  "}  // namespace elzhur::app\n"
)
