// kirchhoff/report/built_page.S - the built page as read-only data of the program.
    .section .rodata
    .global kirchhoff_built_page
    .global kirchhoff_built_page_end
    .balign 16
kirchhoff_built_page:
    .incbin KIRCHHOFF_PAGE
kirchhoff_built_page_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
