# tests/cli/reference_page.cmake - the committed reference page equals what the program prints.
execute_process(COMMAND ${PROGRAM} reference OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
file(READ ${PAGE} committed)
if(NOT printed STREQUAL committed)
  message(FATAL_ERROR "${PAGE} is old: kirchhoff reference > docs/reference/study.md")
endif()
