// The desk's part in the browser, in plain JavaScript: no build step, nothing imported.
//
// A notebook with a cell tagged `parameters` gets a form under that cell. The form is made of
// ipywidgets by the kernel (helpers.desk.kernel); here it is shown, and what it says is done:
// messages of one comm, `chuhai.desk`.
//
//   to the kernel     {path, source} when a notebook opens;  {source} when the cell was edited
//   from the kernel   {form: model id}   {write: {before, after}}   {run: true}   {save: true}
//                     {open: path}
//
// JupyterLab loads federated extensions as webpack containers: an object with `init` and `get`.

(() => {
  const TARGET = "chuhai.desk";
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const TYPING_PAUSE = 400; // milliseconds

  class Desk {
    constructor(app, panel, context) {
      Object.assign(this, { app, panel, context, session: panel.sessionContext });
      panel.disposed.connect(() => this.leave());
      this.session.kernelChanged.connect(() => this.connect());
      this.session.statusChanged.connect((_, status) => {
        if (status.endsWith("restarting")) this.leave();
        else if (status === "idle" && !this.comm) this.connect();
      });
      Promise.all([panel.revealed, context.ready, this.session.ready]).then(() => this.connect());
    }

    // The parameter cell; none in an executed notebook, which was given its parameters.
    get cell() {
      const tagged = (tag) =>
        this.panel.content.widgets.find((cell) =>
          (cell.model.getMetadata("tags") ?? []).includes(tag)
        );
      return tagged("injected-parameters") ? undefined : tagged("parameters");
    }

    get source() {
      return this.cell.model.sharedModel.getSource();
    }

    connect() {
      this.leave();
      const kernel = this.session.session?.kernel;
      if (!kernel || !this.context.isReady || !this.cell) return;
      this.comm = kernel.createComm(TARGET);
      // Not awaited: JupyterLab reads no further message until a handler has settled.
      this.comm.onMsg = (message) => void this.obey(message.content.data);
      // Another kernel has no such target and closes the comm: no form then, and no harm.
      this.comm.open({ path: this.context.localPath, source: this.source });
      this.watched = this.cell.model.sharedModel;
      this.watch = (_, change) => change.sourceChange && this.edited();
      this.watched.changed.connect(this.watch);
    }

    leave() {
      clearTimeout(this.pause);
      this.watched?.changed.disconnect(this.watch);
      this.form?.dispose();
      if (this.comm && !this.comm.isDisposed) this.comm.dispose();
      this.watched = this.form = this.comm = null;
    }

    edited() {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.comm?.send({ source: this.source }), TYPING_PAUSE);
    }

    async obey({ form, write, run, save, open }) {
      if (form) await this.show(form);
      if (write) await this.write(write);
      if (run) {
        this.app.shell.activateById(this.panel.id);
        await this.app.commands.execute("notebook:run-all-cells");
      }
      if (save) await this.context.save();
      if (open) await this.app.commands.execute("docmanager:open", { path: open });
    }

    async show(model_id) {
      const cell = this.cell;
      await cell.ready;
      const data = { [WIDGET]: { model_id, version_major: 2, version_minor: 0 } };
      this.form?.dispose();
      this.form = this.panel.content.rendermime.createRenderer(WIDGET);
      this.form.addClass("chuhai-desk-form");
      this.form.node.style.marginLeft = "var(--jp-cell-prompt-width)";
      const input = cell.layout.widgets.findIndex((part) => part.hasClass("jp-Cell-inputWrapper"));
      cell.layout.insertWidget(input + 1, this.form);
      await this.form.renderModel({ data, metadata: {}, trusted: true, setData() {} });
    }

    async write({ before, after }) {
      // What was typed meanwhile is not overwritten: the form follows the cell instead.
      if (this.source !== before) return this.edited();
      this.cell.model.sharedModel.setSource(after);
      await this.context.save();
    }
  }

  const plugin = {
    id: "chuhai-desk:plugin",
    description: "The parameter form under the parameter cell.",
    autoStart: true,
    activate: (app) =>
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel, context) => void new Desk(app, panel, context),
      }),
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["chuhai-desk"] = {
    init: () => undefined,
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
