autocmd BufNewFile,BufRead *.policy setfiletype bailee
