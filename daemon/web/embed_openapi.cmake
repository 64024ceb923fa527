# Writes a C++ file with the description as a raw string: cmake -DOUTPUT=... -DINPUT=... -P embed_openapi.cmake
# In pieces: a compiler need not take a longer literal.
file(READ "${INPUT}" content)
set(pieces "")
string(LENGTH "${content}" left)
set(at 0)
while(at LESS left)
  string(SUBSTRING "${content}" ${at} 8000 piece)
  string(APPEND pieces "    R\"elzhur(${piece})elzhur\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
set(text "#include \"daemon/web/api.hpp\"\n\nnamespace elzhur::web {\n\n")
string(APPEND text "std::string_view openapi_text() {\n  return\n${pieces}      ;\n}\n\n}  // namespace elzhur::web\n")
file(WRITE "${OUTPUT}" "${text}")
