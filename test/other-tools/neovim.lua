-- Drives Neovim 0.7 or newer as docs/editors.md sets it up, and writes down what a user would see.
local seen = { diagnostics = {}, actions = {}, hover = '', text = '' }

local client = vim.lsp.start_client({
  name = 'qwen-lora',
  cmd = { vim.env.QWEN_LORA_NODE, vim.env.QWEN_LORA_SERVER, '--stdio' },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(0, client)

local function wait(what, condition)
  if not vim.wait(60000, condition, 50) then
    io.stderr:write('Timed out: ' .. what .. '\n')
    vim.cmd('cquit 1')
  end
end

wait('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
for _, one in ipairs(vim.diagnostic.get(0)) do
  table.insert(seen.diagnostics, { code = one.user_data.lsp.code, line = one.lnum })
end

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 30000)
  return answers and answers[client] and answers[client].result
end

local document = vim.lsp.util.make_text_document_params()

local function line_of(text)
  return vim.fn.search(text, 'nw') - 1
end

-- The client of Neovim builds the context from what vim.diagnostic has, as vim.lsp.buf.code_action does.
local line = line_of([[^\s*model:]])
local at_line = { start = { line = line, character = 6 }, ['end'] = { line = line, character = 11 } }
local diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, line)
for _, action in ipairs(request('textDocument/codeAction', {
  textDocument = document,
  range = at_line,
  context = { diagnostics = diagnostics },
}) or {}) do
  table.insert(seen.actions, action.title)
end

local rate = line_of([[^\s*lr:]])
local hover = request('textDocument/hover', {
  textDocument = document,
  position = { line = rate, character = 9 },
})
seen.hover = hover and table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n') or ''

local fix_all = request('textDocument/codeAction', {
  textDocument = document,
  range = at_line,
  context = { diagnostics = {}, only = { 'source.fixAll' } },
})
for _, action in ipairs(fix_all or {}) do
  vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)
end
seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')

vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.QWEN_LORA_SEEN)
vim.cmd('qall!')
