"""Running notebooks: parameters, plans, fingerprints, warm kernels, execution, reports.

Notebooks are files here. Nothing heavy is imported until a run has to be executed, so that
a plan in which nothing changed is answered at once.
"""
