"""Pages as the browser drew them: classify, then parse."""
