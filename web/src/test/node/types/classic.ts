/// <reference types="granary/all" />
// A page that loads the classic script: its types are a global, too.
granary.open({ name: 'models' }).then((store: granary.Granary) => store.files.list());
