"""Sphinx settings of the site; `chuhai site` calls them with build/site-source as the source."""

project = "Chuhai"
extensions = ["myst_nb", "helpers.publishing.extension"]
root_doc = "themes/index"
exclude_patterns = []
template_bridge = "helpers.publishing.extension.EscapingTemplates"

html_theme = "theme"
html_theme_path = ["."]
html_title = "Chuhai"
html_use_index = False
html_copy_source = False
html_permalinks_icon = "#"

nb_execution_mode = "off"          # the runner has executed them
nb_merge_streams = True
nb_render_markdown_format = "myst"
myst_disable_syntax = ["html_block", "html_inline"]   # markup in text is shown, not run
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
nb_mime_priority_overrides = [("chuhai", "text/html", 0)]
suppress_warnings = ["config.cache"]
