" The messages of `bailee check`.
if exists('current_compiler')
  finish
endif
let current_compiler = 'bailee'
CompilerSet makeprg=bailee\ check\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror\ B%n:\ %m,%f:%l:%c:\ %tarning\ B%n:\ %m,%-G%.%#
