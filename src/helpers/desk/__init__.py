"""The desk: JupyterLab for analysts, with a form for the parameters of the open notebook.

``chuhai lab`` starts it (:mod:`helpers.desk.lab`). Nothing is installed: the folder ``jupyter``
beside this file holds the kernel, the settings and the small extension that JupyterLab is
pointed to.
"""
